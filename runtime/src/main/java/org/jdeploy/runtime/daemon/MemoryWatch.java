package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jdeploy.runtime.host.ProcessTable;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Run;

/**
 * Looks every second whether trees of processes hold more memory than their programs may, on a
 * helper thread; not at all while no program that runs has a limit. Reactor thread only.
 */
final class MemoryWatch {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long MEGABYTE = 1 << 20;

  private final Reactor reactor;
  private final InstantSource clock;
  private final Supervision supervision;
  private final Executor helpers;
  private final Supplier<Collection<LiveProcess>> processes;
  private boolean scheduled;

  /** What is to be looked at. */
  private record Tree(Run run, int leader, long startTime, Optional<Path> cgroup, long limit) {}

  /** A tree that holds too much. */
  private record Excess(Run run, String words) {}

  MemoryWatch(
      Reactor reactor,
      InstantSource clock,
      Supervision supervision,
      Executor helpers,
      Supplier<Collection<LiveProcess>> processes) {
    this.reactor = reactor;
    this.clock = clock;
    this.supervision = supervision;
    this.helpers = helpers;
    this.processes = processes;
  }

  /** A process has begun, or a limit has changed: there may be something to look at. */
  void wake() {
    if (!scheduled && !limited().isEmpty()) {
      scheduled = true;
      reactor.schedule(clock.instant().plus(EVERY), this::look);
    }
  }

  private void look() {
    List<Tree> trees = limited();
    if (trees.isEmpty()) {
      scheduled = false;
      return;
    }
    try {
      helpers.execute(() -> {
        List<Excess> excesses = excesses(trees);
        reactor.post(() -> {
          excesses.forEach(
              excess -> supervision.on(new Event.OverMemory(excess.run(), excess.words())));
          reactor.schedule(clock.instant().plus(EVERY), this::look);
        });
      });
    } catch (RejectedExecutionException e) {
      scheduled = false; // we are on our way out
    }
  }

  /** By the limits in force, not those a process was started with. */
  private List<Tree> limited() {
    List<Tree> trees = new ArrayList<>();
    for (LiveProcess process : processes.get()) {
      OptionalLong limit =
          supervision
              .program(process.run.program())
              .map(program -> program.spec().limits().memory())
              .orElse(OptionalLong.empty());
      if (limit.isPresent() && !process.signalled && !process.draining) {
        trees.add(
            new Tree(
                process.run,
                process.leader,
                process.leaderStartTime,
                process.cgroup,
                limit.getAsLong()));
      }
    }
    return trees;
  }

  private static List<Excess> excesses(List<Tree> trees) {
    ProcessTable table = ProcessTable.now();
    List<Excess> excesses = new ArrayList<>();
    for (Tree tree : trees) {
      long roughly =
          table
              .of(tree.leader(), tree.startTime(), tree.cgroup())
              .map(ProcessTable.Usage::memory)
              .orElse(0L);
      if (roughly > tree.limit()) {
        long exactly = table.exactMemory(tree.leader(), tree.startTime(), tree.cgroup());
        if (exactly > tree.limit()) {
          excesses.add(
              new Excess(
                  tree.run(), exactly / MEGABYTE + " MB of " + tree.limit() / MEGABYTE + " MB"));
        }
      }
    }
    return excesses;
  }
}
