package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.control.Api;
import org.jdeploy.runtime.control.ControlServer;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OomScore;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.Keeper;
import org.jdeploy.runtime.log.LogPump;
import org.jdeploy.runtime.node.Preload;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Event;
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
  private final Health health;
  private final Parts parts;
  private final Takeover takeover;
  private final CountDownLatch finished = new CountDownLatch(1);

  private Jpmd(HomeDirectory directory, DaemonLog log, Map<String, String> environment)
      throws IOException {
    this.directory = directory;
    this.log = log;
    JpmHome home = directory.home();
    reactor = new Reactor(clock, e -> log.defect("a task of the reactor failed", e));
    StateFiles runFiles = new StateFiles(home.state().resolve("runs"), log);
    StateFiles socketFiles = new StateFiles(home.state().resolve("sockets"), log);
    RunFiles runs = new RunFiles(runFiles);
    Generations generations = new Generations(new StateFiles(home.state(), log));
    Supervision supervision = new Supervision(new Supervisor(generations.reserve()), clock);
    SlotSockets sockets = new SlotSockets(host, socketFiles);
    pump = new LogPump(host, e -> log.defect("moving output to log files failed", e));
    Output output = new Output(host, reactor, home, pump, new Keeper(host, home.directory()));
    LastWords lastWords = new LastWords();
    Workers workers = new Workers(host, reactor, clock, sockets, supervision);
    health = new Health(reactor, workers);
    ReadyGate gate = new ReadyGate(reactor, clock, supervision, health, runs);
    Path preload = Preload.extract(PublicDirectory.of(home));
    NotifySockets notifySockets =
        new NotifySockets(host, reactor, PublicDirectory.notifications(home), log);
    Notices notices = new Notices(notifySockets, gate);
    Launcher launcher =
        new Launcher(host, runs, output, lastWords, sockets, notifySockets, preload, environment);
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
            log);
    Operations operations = new Operations();
    Journal journal = new Journal(home.state().resolve("events.jsonl"), log);
    Catalog catalog = new Catalog(new StateFiles(home.state().resolve("programs"), log));
    ProgramsDirectory programs = new ProgramsDirectory(home.programs(), log);
    takeover =
        new Takeover(host, runs, socketFiles, sockets, output, processes, gate, supervision, log);
    supervision.begin(
        reactor,
        new Carrier(processes, sockets, journal, operations, generations, log),
        () -> catalog.update(supervision.programs()));
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

  /** Runs until told to stop; gives the process's exit code. */
  public static int run(JpmHome home) {
    DaemonLog log = new DaemonLog(System.err);
    try (HomeDirectory directory = HomeDirectory.open(home)) {
      OomScore.protect(OOM_SCORE);
      Jpmd jpmd = new Jpmd(directory, log, System.getenv());
      jpmd.work();
      return 0;
    } catch (HomeDirectory.HomeTaken e) {
      System.err.println("jpmd: " + e.getMessage());
      return 1;
    } catch (IOException | HostException e) {
      log.warn("jpmd cannot run: " + e.getMessage());
      return 1;
    }
  }

  private void work() throws IOException {
    JpmHome home = directory.home();
    Shutdown shutdown = new Shutdown(parts, reactor::close);
    takeOver();
    try (ControlServer server =
        new ControlServer(
            home.socket(),
            new Api(new DaemonBackend(parts, shutdown)),
            e -> log.defect("a request failed", e))) {
      server.start();
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
      if (shutdown.stoppedAll()) {
        parts.output().end();
        PublicDirectory.forget(directory.home());
      }
      log.info("jpmd ends");
    } finally {
      health.close();
      pump.close();
      finished.countDown();
    }
  }

  private void endBySignal(Shutdown shutdown) {
    if (finished.getCount() == 0) {
      return;
    }
    try {
      shutdown.run(false, Shutdown.nobody());
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
    takeover.find();
    Set<String> running = takeover.programs();
    Map<Path, List<ProgramSpec>> files = parts.programs().read();
    for (Catalog.Known known : parts.catalog().load()) {
      restore(known, running, files);
    }
    takeover.adopt();
    files.forEach((file, specs) -> specs.forEach(spec -> define(spec, file, running)));
    parts.catalog().update(parts.supervision().programs());
  }

  private void restore(
      Catalog.Known known, Set<String> running, Map<Path, List<ProgramSpec>> files) {
    String name = known.spec().name();
    boolean runs = running.contains(name);
    Optional<ProgramSpec> filed =
        files.getOrDefault(known.source(), List.of()).stream()
            .filter(spec -> spec.name().equals(name))
            .findFirst();
    boolean gone = parts.programs().contains(known.source()) && filed.isEmpty();
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
        .on(parts.operations().begin(id -> new Event.Apply(id, spec, false), _ -> {}));
  }
}
