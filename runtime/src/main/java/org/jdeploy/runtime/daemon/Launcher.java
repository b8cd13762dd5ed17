package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdeploy.runtime.host.Executables;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.SpawnException;
import org.jdeploy.runtime.host.SpawnRequest;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.jdeploy.runtime.node.NodeCommand;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Run;

/**
 * Turns a specification into a process: environment, output, channel, sockets, and the intent on
 * disk before. Reactor thread only.
 */
final class Launcher {
  private final LinuxHost host;
  private final Path home;
  private final RunFiles runs;
  private final Output output;
  private final LastWords lastWords;
  private final SlotSockets sockets;
  private final NotifySockets notifySockets;
  private final ReadyLines readyLines;
  private final Trees trees;
  private final Path preload;
  private final Map<String, String> environment;

  Launcher(
      LinuxHost host,
      Path home,
      RunFiles runs,
      Output output,
      LastWords lastWords,
      SlotSockets sockets,
      NotifySockets notifySockets,
      ReadyLines readyLines,
      Trees trees,
      Path preload,
      Map<String, String> environment) {
    this.host = host;
    this.home = home;
    this.runs = runs;
    this.output = output;
    this.lastWords = lastWords;
    this.sockets = sockets;
    this.notifySockets = notifySockets;
    this.readyLines = readyLines;
    this.trees = trees;
    this.preload = preload;
    this.environment = Map.copyOf(environment);
  }

  /**
   * A process that was started.
   *
   * @param channel our end of its channel, or -1
   */
  record Launched(RunRecord record, int pidfd, int channel) {}

  /** It could not be started; the message says why, for a person. */
  static final class LaunchFailed extends Exception {
    private static final long serialVersionUID = 1L;

    LaunchFailed(String message) {
      super(message);
    }
  }

  /**
   * @param several log files are named with the slot
   */
  Launched launch(Run run, ProgramSpec spec, boolean several) throws LaunchFailed {
    RunRecord intent = RunRecord.intent(run, spec, Cookie.bake(run, home), runs.bootId(), several);
    runs.write(intent);
    try (Descriptors ours = new Descriptors(host)) {
      return launch(intent, ours);
    } catch (SpawnException | HostException | IOException | SlotSockets.Refused e) {
      notifySockets.close(run);
      readyLines.forget(run);
      trees.forget(run);
      runs.delete(run);
      throw new LaunchFailed(String.valueOf(e.getMessage()));
    }
  }

  private Launched launch(RunRecord intent, Descriptors ours)
      throws IOException, SlotSockets.Refused {
    ProgramSpec spec = intent.spec();
    Run run = intent.run();
    if (!Files.isDirectory(spec.directory())) {
      throw new IOException("working directory " + spec.directory() + " does not exist");
    }
    Optional<User> user = ProgramConditions.user(spec);
    Map<String, String> variables =
        ProgramEnvironment.of(spec, run.instance().slot(), intent.cookie(), environment, user);
    List<Integer> extra = new ArrayList<>();
    List<String> argv;
    int channel = -1;
    OptionalInt stdin = OptionalInt.empty();
    if (spec.node()) {
      argv =
          NodeCommand.recognize(spec.command(), spec.directory())
              .orElseThrow(
                  () -> new IOException("the command does not run node: " + spec.command()))
              .argv(preload);
      variables.putAll(NodeCommand.environment());
      int[] pair = host.socketPair();
      channel = pair[0];
      extra.add(ours.add(pair[1]));
      extra.add(pair[0]);
    } else {
      argv = spec.command();
      stdin = passSockets(run, spec, variables, extra);
    }
    List<String> ownPid = new ArrayList<>();
    if (variables.containsKey("LISTEN_FDS")) {
      ownPid.add("LISTEN_PID");
    }
    try {
      tellWhereToNotify(run, spec, variables, ownPid);
      Output.Streams streams = output.open(intent, ours);
      user.filter(_ -> Users.isRoot()).ifPresent(somebody -> give(streams, somebody));
      Output.Files files = output.files(run.instance(), intent.several(), spec.logs());
      lastWords.starts(run, files);
      readyLines.starts(run, spec, files);
      Path executable =
          Executables.find(argv.getFirst(), variables.getOrDefault("PATH", ""), spec.directory());
      if (!ownPid.isEmpty()) {
        argv = withOwnPid(ownPid, executable, argv);
        executable = Path.of("/bin/sh");
      }
      Spawned spawned =
          host.spawn(
              new SpawnRequest(
                  executable,
                  argv,
                  variables,
                  spec.directory(),
                  stdin.isPresent()
                      ? stdin.getAsInt()
                      : ours.add(host.open(Path.of("/dev/null"), Set.of(OpenFlag.READ))),
                  streams.out(),
                  streams.err(),
                  extra,
                  ProgramConditions.of(spec, user, trees.open(run, spec))));
      RunRecord record =
          new RunRecord(
              run,
              spec,
              intent.cookie(),
              runs.bootId(),
              OptionalInt.of(spawned.pid()),
              spawned.startTime(),
              spawned.directory().toString(),
              channel < 0 ? OptionalLong.empty() : OptionalLong.of(host.socketInode(channel)),
              intent.grants(),
              Set.of(),
              Set.of(),
              Told.NOTHING,
              false,
              false,
              intent.several());
      runs.write(record);
      return new Launched(record, spawned.pidfd(), channel);
    } catch (RuntimeException e) {
      if (channel >= 0) {
        host.close(channel);
      }
      throw e;
    }
  }

  /** What leads to them, {@code /dev/stdout}, is opened anew by name, and must be its user's. */
  private void give(Output.Streams streams, User user) {
    host.give(streams.out(), user);
    host.give(streams.err(), user);
  }

  /**
   * The declared sockets from descriptor 3 on, as sd_listen_fds(3) tells it.
   *
   * @return the one that is to be stdin
   */
  private OptionalInt passSockets(
      Run run, ProgramSpec spec, Map<String, String> variables, List<Integer> extra)
      throws SlotSockets.Refused {
    OptionalInt stdin = OptionalInt.empty();
    List<String> names = new ArrayList<>();
    for (ProgramSpec.Listen listen : spec.listen()) {
      int fd = sockets.open(run.instance(), spec, listen).fd();
      host.nonBlocking(fd, false);
      if (listen.stdin()) {
        stdin = OptionalInt.of(fd);
      } else {
        extra.add(fd);
        names.add(listen.name());
      }
    }
    if (!extra.isEmpty()) {
      variables.put("LISTEN_FDS", String.valueOf(extra.size()));
      variables.put("LISTEN_FDNAMES", String.join(":", names));
    }
    return stdin;
  }

  /** NOTIFY_SOCKET and WATCHDOG_USEC for programs that are to say something; see sd_notify(3). */
  private void tellWhereToNotify(
      Run run, ProgramSpec spec, Map<String, String> variables, List<String> ownPid)
      throws IOException {
    if (NotifySockets.isWanted(spec)) {
      variables.put("NOTIFY_SOCKET", notifySockets.open(run, spec).toString());
    }
    spec.watchdog()
        .ifPresent(every -> {
          variables.put("WATCHDOG_USEC", String.valueOf(every.toNanos() / 1000));
          ownPid.add("WATCHDOG_PID");
        });
  }

  /** These variables must be the pid, which only the process itself knows in time. */
  private static List<String> withOwnPid(
      List<String> variables, Path executable, List<String> argv) {
    String exports =
        variables.stream().map(name -> "export " + name + "=$$; ").collect(Collectors.joining());
    List<String> wrapped = new ArrayList<>();
    wrapped.addAll(List.of("/bin/sh", "-c", exports + "exec \"$@\"", "sh", executable.toString()));
    wrapped.addAll(argv.subList(1, argv.size()));
    return wrapped;
  }
}
