package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.Cgroups;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Run;

/**
 * Processes with all they started: their cgroups, and their end, which is waited for on threads of
 * its own. Who waits for a disk does not end on SIGKILL, and nobody else shall wait for that.
 * Reactor thread only.
 */
final class Trees implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PATIENCE_WITH_THE_BURIED = Duration.ofSeconds(2);
  private static final int THREADS = 4;

  private final Reactor reactor;
  private final Cgroups cgroups;
  private final DaemonLog log;
  private final ThreadPoolExecutor threads;
  private final Set<String> warned = new HashSet<>();

  Trees(Reactor reactor, Cgroups cgroups, DaemonLog log) {
    this.reactor = reactor;
    this.cgroups = cgroups;
    this.log = log;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "trees");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** For whatever takes time and looks at processes. */
  Executor threads() {
    return threads;
  }

  /** A cgroup for a process that is about to start, where one can be had. */
  Optional<Path> open(Run run, ProgramSpec spec) {
    Optional<Path> cgroup = cgroups.open(name(run));
    if (spec.limits().cpu().isPresent()) {
      double processors = spec.limits().cpu().getAsDouble();
      boolean limited = cgroup.isPresent() && Cgroups.limitCpu(cgroup.get(), processors);
      if (!limited && warned.add(run.program())) {
        log.warn(run.program() + ": limits.cpu has no effect here, " + cgroups.facts());
      }
    }
    return cgroup;
  }

  /** The cgroup of a process that a former jpmd started. */
  Optional<Path> existing(Run run) {
    return cgroups.existing(name(run));
  }

  /** The process never began. */
  void forget(Run run) {
    existing(run).ifPresent(Cgroups::remove);
  }

  /**
   * Ends what a dead process left behind.
   *
   * @param done gets whoever does not end, on the reactor's thread
   */
  void kill(LiveProcess process, Consumer<List<Integer>> done) {
    int pid = process.leader;
    long startTime = process.leaderStartTime;
    String cookie = process.cookie;
    Optional<Path> cgroup = process.cgroup;
    try {
      threads.execute(() -> {
        List<Integer> left = Proc.killTree(pid, startTime, cookie, cgroup, PATIENCE);
        cgroup.ifPresent(Cgroups::remove);
        reactor.post(() -> done.accept(left));
      });
    } catch (RejectedExecutionException e) {
      log.info(process.run + " ended on our way out: the next jpmd looks after what it left");
    }
  }

  /** Ends what a process of a former jpmd left, and waits for it. */
  void bury(RunRecord record) {
    Proc.killTree(
        record.pid().orElse(-1),
        record.startTime(),
        record.cookie(),
        existing(record.run()),
        PATIENCE_WITH_THE_BURIED);
    forget(record.run());
  }

  private static String name(Run run) {
    return run.program() + "-" + run.instance().slot() + "-" + run.generation();
  }

  /** After the last program: no cgroup is left behind. */
  void clean() {
    cgroups.clean();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
