package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.Api;
import org.jdeploy.runtime.control.ControlServer;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.Cgroups;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OomScore;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.Keeper;
import org.jdeploy.runtime.log.LogPump;
import org.jdeploy.runtime.log.LogReceivers;
import org.jdeploy.runtime.log.LogTrouble;
import org.jdeploy.runtime.node.Preload;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.Reading;
import org.jdeploy.runtime.program.StartOrder;
import org.jdeploy.runtime.supervise.Announcement;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.Supervisor;

/**
 * The daemon: one thread, the reactor's, supervises; a few others move logs, answer clients and ask
 * for health.
 */
public final class Jpmd {
  /** When memory is short, programs go before their supervisor. */
  private static final int OOM_SCORE = -500;

  private final HomeDirectory directory;
  private final DaemonLog log;
  private final LinuxHost host = new LinuxHost();
  private final BootClock clock = new BootClock();
  private final Reactor reactor;
  private final LogPump pump;
  private final Errands errands;
  private final Health health;
  private final Trees trees;
  private final Parts parts;
  private final FileWatcher files;
  private final Clockwork clockwork;
  private final Watching watching;
  private final SlotSockets sockets;
  private final Inherited inherited;
  private final Takeover takeover;
  private final int owner = Proc.ownUser();
  private int exitCode;
  private boolean done;
  private final CountDownLatch finished = new CountDownLatch(1);

  private Jpmd(HomeDirectory directory, DaemonLog log, Map<String, String> environment)
      throws IOException {
    this.directory = directory;
    this.log = log;
    JpmHome home = directory.home();
    reactor = new Reactor(clock, e -> log.defect("a task of the reactor failed", e));
    StateFiles runFiles = StateFiles.ofThisBoot(home.state().resolve("runs"), log);
    StateFiles socketFiles = StateFiles.ofThisBoot(home.state().resolve("sockets"), log);
    RunFiles runs = new RunFiles(runFiles);
    Generations generations = new Generations(StateFiles.lasting(home.state(), log));
    Supervision supervision = new Supervision(new Supervisor(generations.reserve()), clock);
    FdStore store = new FdStore(host, environment, log);
    sockets = new SlotSockets(host, socketFiles, store);
    inherited = new Inherited(host, environment);
    pump =
        new LogPump(
            host,
            LogReceivers.USUAL,
            e -> log.defect("moving output to log files failed", e),
            this::outputInTrouble);
    Output output = new Output(host, reactor, home, pump, new Keeper(host, home.directory()));
    LastWords lastWords = new LastWords();
    Workers workers = new Workers(host, reactor, clock, sockets, supervision, store);
    errands = new Errands(host, reactor, clock, home, environment);
    health = new Health(reactor, workers, errands);
    ReadyLines readyLines = new ReadyLines(reactor, clock, output, health.helpers());
    Watchdog watchdog = new Watchdog(reactor, clock, supervision);
    ReadyGate gate = new ReadyGate(reactor, clock, supervision, health, runs, readyLines, watchdog);
    NotifySockets notifySockets =
        new NotifySockets(host, reactor, PublicDirectory.notifications(home), log);
    Notices notices = new Notices(reactor, clock, runs, notifySockets, gate, watchdog, supervision);
    Path preload = Preload.extract(PublicDirectory.of(home));
    Cgroups cgroups = Cgroups.find(home.directory());
    log.info(cgroups.facts());
    trees = new Trees(host, reactor, cgroups, log);
    Journal journal = new Journal(home.state().resolve("events.jsonl"), log);
    Launcher launcher =
        new Launcher(
            host,
            home.directory(),
            runs,
            output,
            lastWords,
            sockets,
            notifySockets,
            readyLines,
            trees,
            preload,
            environment);
    Processes processes =
        new Processes(
            host,
            reactor,
            clock,
            runs,
            launcher,
            sockets,
            supervision,
            workers,
            gate,
            notices,
            new Hooks(host, errands, output, runs, supervision),
            trees,
            journal,
            log);
    Operations operations = new Operations(journal);
    Catalog catalog = new Catalog(StateFiles.lasting(home.state().resolve("programs"), log));
    ProgramsDirectory programs = new ProgramsDirectory(home.programs(), environment, log);
    takeover =
        new Takeover(
            home.directory(),
            inherited,
            environment.getOrDefault("JPM_WITHOUT_PIDFD_GETFD", "").isEmpty(),
            host,
            runs,
            socketFiles,
            sockets,
            output,
            processes,
            gate,
            trees,
            supervision,
            log);
    supervision.begin(
        reactor,
        new Carrier(processes, sockets, journal, operations, generations, log),
        this::programsChanged);
    Automation automation = new Automation(supervision, operations);
    files = new FileWatcher(reactor);
    clockwork = new Clockwork(reactor, automation);
    watching = new Watching(reactor, clock, files, automation, log);
    parts =
        new Parts(
            home,
            host,
            clock,
            new ReactorThread(reactor),
            supervision,
            processes,
            operations,
            catalog,
            programs,
            output,
            lastWords,
            journal,
            log);
  }

  /**
   * Runs until told to stop; gives the process's exit code.
   *
   * @param exitWhenDone end when no program runs or is to be started, with the worst of their exit
   *     codes
   */
  public static int run(JpmHome home, boolean exitWhenDone) {
    DaemonLog log = new DaemonLog(System.out);
    try (HomeDirectory directory = HomeDirectory.open(home)) {
      OomScore.protect(OOM_SCORE);
      Jpmd jpmd = new Jpmd(directory, log, System.getenv());
      jpmd.work(exitWhenDone);
      return jpmd.exitCode;
    } catch (HomeDirectory.HomeTaken e) {
      System.err.println("jpmd: " + e.getMessage());
      // a guard need not try again: there is a daemon
      return System.getenv("JPM_GUARD") == null ? 1 : 0;
    } catch (IOException | HostException e) {
      log.warn("jpmd cannot run: " + e.getMessage());
      return 1;
    }
  }

  private void work(boolean exitWhenDone) throws IOException {
    JpmHome home = directory.home();
    rememberLauncher(home);
    Shutdown shutdown = new Shutdown(parts, reactor::close);
    takeOver();
    AtomicReference<Upgrade> upgrade = new AtomicReference<>();
    try (ControlServer server =
        new ControlServer(
            home.socket(),
            inherited.takeListener(),
            host,
            reactor,
            new Api(
                new DaemonBackend(parts, shutdown, () -> Objects.requireNonNull(upgrade.get()))),
            this::mayAsk,
            e -> log.defect("a request failed", e))) {
      upgrade.set(new Upgrade(parts, reactor, sockets, server));
      server.start();
      new Orphans(host, reactor, clock).begin();
      if (exitWhenDone) {
        parts.supervision().afterEvents(this::endWhenDone);
        endWhenDone();
      }
      renewWhenDeleted(server, home);
      Thread hook = new Thread(() -> endBySignal(shutdown), "end-by-signal");
      Runtime.getRuntime().addShutdownHook(hook);
      log.info(
          "jpmd "
              + JpmVersion.current()
              + " runs in "
              + home
              + ", process "
              + ProcessHandle.current().pid());
      reactor.run();
      if (shutdown.stoppedAll() || done) {
        parts.output().end();
        PublicDirectory.forget(directory.home());
        trees.clean();
      }
      log.info("jpmd ends");
    } finally {
      health.close();
      trees.close();
      pump.close();
      finished.countDown();
    }
  }

  /** An operation has ended. */
  private void programsChanged() {
    parts.processes().limitsChanged();
    List<ProgramView> programs = parts.supervision().programs();
    parts.catalog().update(programs);
    clockwork.update(programs);
    watching.update(programs);
    parts.output().update(programs);
  }

  private void outputInTrouble(LogTrouble trouble) {
    String text =
        trouble.over()
            ? trouble.file() + " is written again, " + trouble.lost() + " bytes were dropped: "
            : trouble.file() + " cannot be written, output is dropped: ";
    reactor.post(() -> {
      log.warn(text + trouble.reason());
      String program = parts.output().programOf(trouble.file()).orElse("");
      parts
          .journal()
          .append(
              new Announcement(
                  "output", program, Optional.empty(), Optional.empty(), text + trouble.reason()));
    });
  }

  /** The owner and root: the socket's permissions may have been changed since. */
  private boolean mayAsk(Actor actor) {
    int uid = actor.uid().orElse(-1);
    boolean may = uid == 0 || uid == owner;
    if (!may) {
      log.warn("refused to listen to " + actor);
    }
    return may;
  }

  private void endWhenDone() {
    WorkDone.worst(parts.supervision().programs())
        .ifPresent(code -> {
          if (!done) {
            done = true;
            exitCode = code;
            log.info("all programs are done, the worst exit code is " + code);
            reactor.close();
          }
        });
  }

  /** For the guard: what to start when this one dies. */
  private static void rememberLauncher(JpmHome home) throws IOException {
    String launcher = System.getenv().getOrDefault("JPM_LAUNCHER", "");
    Path note = home.run().resolve("launcher");
    if (launcher.isEmpty()) {
      Files.deleteIfExists(note);
    } else {
      Files.writeString(note, launcher + "\n");
    }
  }

  /** A daemon that nobody can reach would be a headless one. */
  private void renewWhenDeleted(ControlServer server, JpmHome home) {
    files.watch(
        home.run(),
        event -> {
          try {
            if (!Files.isDirectory(home.run())) {
              directory.layOut();
              renewWhenDeleted(server, home);
            }
            if (!Files.exists(home.socket())) {
              server.renew();
              log.warn("the socket " + home.socket() + " was gone and is made anew");
            }
          } catch (IOException | HostException e) {
            log.warn("the socket " + home.socket() + " is gone: " + e.getMessage());
          }
        });
  }

  private void endBySignal(Shutdown shutdown) {
    if (finished.getCount() == 0) {
      return;
    }
    try {
      shutdown.run(false, Actor.part("a signal"), Shutdown.nobody());
      if (!finished.await(10, TimeUnit.SECONDS)) {
        log.warn("the end takes too long");
      }
    } catch (IOException | RuntimeException e) {
      log.defect("the end was not orderly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was, what still runs, and what the files in programs.d say. */
  private void takeOver() throws IOException {
    errands.endLeftOver();
    List<Reading> files = parts.programs().read();
    List<Catalog.Known> catalog = parts.catalog().load();
    Map<String, Takeover.Described> described = new HashMap<>();
    for (Reading file : files) {
      file.programs()
          .forEach(
              spec -> described.put(spec.name(), new Takeover.Described(spec, spec.instances())));
    }
    catalog.forEach(program ->
        described.put(
            program.spec().name(), new Takeover.Described(program.spec(), program.instances())));
    takeover.find(described);
    Set<String> running = takeover.programs();
    Set<String> known = new HashSet<>();
    catalog.forEach(program -> known.add(program.spec().name()));
    for (Reading file : files) {
      file.programs().stream()
          .filter(spec -> running.contains(spec.name()) && known.add(spec.name()))
          .forEach(spec -> rememberAgain(spec, file.file()));
    }
    for (Catalog.Known program : catalog) {
      restore(program, running, files);
    }
    takeover.adopt();
    Map<String, Path> sources = new HashMap<>();
    List<ProgramSpec> filed = new ArrayList<>();
    for (Reading file : files) {
      file.programs().forEach(spec -> sources.putIfAbsent(spec.name(), file.file()));
      filed.addAll(file.programs());
    }
    for (ProgramSpec spec : StartOrder.sorted(filed)) {
      define(spec, Objects.requireNonNull(sources.get(spec.name())), running);
    }
    programsChanged();
  }

  /** It runs, but what was known of it is lost; its file is still there. */
  private void rememberAgain(ProgramSpec spec, Path file) {
    parts.catalog().cameFrom(spec.name(), file);
    parts.supervision().on(new Event.Restored(spec, spec.instances(), Set.of()));
  }

  private void restore(Catalog.Known known, Set<String> running, List<Reading> files) {
    String name = known.spec().name();
    boolean runs = running.contains(name);
    Optional<Reading> file =
        files.stream().filter(reading -> reading.file().equals(known.source())).findFirst();
    Optional<ProgramSpec> filed =
        file.stream()
            .flatMap(reading -> reading.programs().stream())
            .filter(spec -> spec.name().equals(name))
            .findFirst();
    boolean broken = file.map(Reading::isBroken).orElse(false);
    boolean gone = parts.programs().contains(known.source()) && filed.isEmpty() && !broken;
    if (gone && !runs) {
      log.info(name + " is no longer in " + known.source() + " and forgotten");
      return;
    }
    ProgramSpec spec = runs ? known.spec() : filed.orElse(known.spec());
    if (runs && filed.isPresent() && !filed.get().equals(spec)) {
      log.warn(
          known.source()
              + " differs from what runs as "
              + name
              + "; to take it over: jpm apply "
              + known.source());
    }
    int instances =
        spec.instances() == known.spec().instances() ? known.instances() : spec.instances();
    parts.supervision().on(new Event.Restored(spec, instances, known.stopped()));
  }

  private void define(ProgramSpec spec, Path file, Set<String> running) {
    if (parts.supervision().program(spec.name()).isPresent() || running.contains(spec.name())) {
      return;
    }
    parts.catalog().cameFrom(spec.name(), file);
    parts
        .supervision()
        .on(
            parts
                .operations()
                .begin(
                    Operations.Asked.of("apply", spec.name(), Actor.part("jpmd")),
                    id -> new Event.Apply(id, spec, false),
                    _ -> {}));
  }
}
