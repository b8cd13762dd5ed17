package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.Keeper;
import org.jdeploy.runtime.log.LogFiles;
import org.jdeploy.runtime.log.LogPump;
import org.jdeploy.runtime.log.LogSource;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.ProgramView;

/**
 * Where instances print to: a FIFO for each stream, held by a keeper, moved into log files by the
 * pump. Reactor thread only.
 */
final class Output {
  private static final long PATIENCE_SECONDS = 10;

  private final LinuxHost host;
  private final Reactor reactor;
  private final JpmHome home;
  private final LogPump pump;
  private final Keeper keeper;
  private final Map<Instance, Attached> files = new HashMap<>();
  private final Set<Path> fifos = new TreeSet<>();

  Output(LinuxHost host, Reactor reactor, JpmHome home, LogPump pump, Keeper keeper) {
    this.host = host;
    this.reactor = reactor;
    this.home = home;
    this.pump = pump;
    this.keeper = keeper;
  }

  /** An instance's log files; the same twice when stderr is merged. */
  record Files(Path out, Path err) {
    List<Path> distinct() {
      return out.equals(err) ? List.of(out) : List.of(out, err);
    }
  }

  private record Attached(Files files, boolean several, Logs policy) {}

  /** Descriptors for a new process. */
  record Streams(int out, int err) {}

  /**
   * Makes ready for a process.
   *
   * @param ours gets the descriptors, which the process duplicates
   */
  Streams open(RunRecord record, Descriptors ours) {
    if (record.spec().logs().to() == Logs.To.NONE) {
      int nothing = ours.add(host.open(Path.of("/dev/null"), Set.of(OpenFlag.WRITE)));
      return new Streams(nothing, nothing);
    }
    if (attach(record)) {
      Instance instance = record.run().instance();
      keeper.add(List.of(fifo(instance, "out"), fifo(instance, "err")), fifos);
    }
    int out = ours.add(host.open(fifo(record.run().instance(), "out"), readWrite()));
    boolean merge = record.spec().logs().mergeStderr();
    int err = merge ? out : ours.add(host.open(fifo(record.run().instance(), "err"), readWrite()));
    return new Streams(out, err);
  }

  private static Set<OpenFlag> readWrite() {
    return Set.of(OpenFlag.READ, OpenFlag.WRITE);
  }

  /** From now on what the instance prints is moved to its log files; whether that is news. */
  boolean attach(RunRecord record) {
    return record.spec().logs().to() != Logs.To.NONE
        && attach(record.run().instance(), record.several(), record.spec().logs());
  }

  private boolean attach(Instance instance, boolean several, Logs policy) {
    Attached wanted = new Attached(expected(instance, several, policy), several, policy);
    if (wanted.equals(files.get(instance))) {
      return false;
    }
    attach(instance, "out", wanted.files().out(), policy);
    if (!policy.mergeStderr()) {
      attach(instance, "err", wanted.files().err(), policy);
    }
    files.put(instance, wanted);
    return true;
  }

  /** What is written in another way from now on, of programs that run. */
  void update(List<ProgramView> programs) {
    Map<String, Logs> policies = new HashMap<>();
    programs.forEach(program -> policies.put(program.name(), program.spec().logs()));
    Map.copyOf(files)
        .forEach((instance, attached) -> {
          Logs policy = policies.get(instance.program());
          if (policy != null && policy.mergeStderr() == attached.policy().mergeStderr()) {
            attach(instance, attached.several(), policy);
          }
        });
  }

  /** After {@link #attach}: keepers hold the FIFOs of all instances. */
  void hold() {
    keeper.hold(fifos);
  }

  private void attach(Instance instance, String stream, Path file, Logs policy) {
    Path fifo = fifo(instance, stream);
    host.makeFifo(fifo, 0600);
    fifos.add(fifo);
    LogSource source = new LogSource(instance.program(), instance.slot(), stream);
    pump.open(instance + "." + stream, fifo, file, policy, source);
  }

  private Path fifo(Instance instance, String stream) {
    return home.fifos().resolve(instance.program() + "-" + instance.slot() + "." + stream);
  }

  /** Where the instance prints to, or would. */
  Files files(Instance instance, boolean several, Logs policy) {
    Attached known = files.get(instance);
    return known != null ? known.files() : expected(instance, several, policy);
  }

  private Files expected(Instance instance, boolean several, Logs policy) {
    Path directory = home.directory();
    String name = instance.program();
    int slot = instance.slot();
    Path out =
        policy
            .stdout()
            .map(file -> LogFiles.custom(file, slot, several))
            .orElseGet(() -> LogFiles.out(directory, name, slot, several));
    Path err =
        policy
            .stderr()
            .map(file -> LogFiles.custom(file, slot, several))
            .orElseGet(() -> LogFiles.err(directory, name, slot, several));
    return new Files(out, policy.mergeStderr() ? out : err);
  }

  /** What of an instance's output was dropped, in words; empty when all is there. */
  String dropped(Instance instance) {
    long bytes = pump.dropped(instance + ".out") + pump.dropped(instance + ".err");
    return bytes == 0
        ? ""
        : bytes
            + " bytes of output were dropped"
            + pump.trouble(instance + ".out")
                .or(() -> pump.trouble(instance + ".err"))
                .map(reason -> ", and still are: " + reason)
                .orElse("");
  }

  /** The program whose output goes to a file. */
  Optional<String> programOf(Path file) {
    return files.entrySet().stream()
        .filter(entry -> entry.getValue().files().distinct().contains(file))
        .map(entry -> entry.getKey().program())
        .findFirst();
  }

  /** Rotates or empties a log file; see the pump. */
  CompletableFuture<Boolean> treat(boolean rotate, Path file, Logs policy) {
    return rotate ? pump.rotate(file, policy) : pump.flush(file, policy);
  }

  /** The program is gone for good. */
  void forget(String program) {
    for (Instance instance : List.copyOf(files.keySet())) {
      if (instance.program().equals(program)) {
        forget(instance);
      }
    }
  }

  /** The instance is gone for good: what it printed is moved to the files, its FIFOs go. */
  private void forget(Instance instance) {
    if (files.remove(instance) == null) {
      return;
    }
    for (String stream : List.of("out", "err")) {
      Path fifo = fifo(instance, stream);
      if (fifos.remove(fifo)) {
        pump.close(instance + "." + stream)
            .whenComplete((_, _) -> reactor.post(() -> remove(fifo)));
      }
    }
    keeper.hold(fifos);
  }

  /** No program is left to print: what is still in the pipes is moved, and the keepers end. */
  void end() {
    CompletableFuture<?>[] moved =
        files.keySet().stream()
            .flatMap(instance -> Stream.of(instance + ".out", instance + ".err"))
            .map(pump::close)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(moved).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return; // a full disk, most likely: the next jpmd may have more luck
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    List<Path> unused = List.copyOf(fifos);
    fifos.clear();
    files.clear();
    hold();
    unused.forEach(this::remove);
  }

  private void remove(Path fifo) {
    if (fifos.contains(fifo)) {
      return; // the instance is back
    }
    try {
      java.nio.file.Files.deleteIfExists(fifo);
    } catch (java.io.IOException e) {
      // it stays: an inode that the next instance of this name uses
    }
  }
}
