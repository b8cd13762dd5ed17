package org.jdeploy.runtime.daemon;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jdeploy.runtime.host.Cgroups;
import org.jdeploy.runtime.supervise.Exit;

/**
 * Whether the kernel killed a process because memory was short: its cgroup knows; without one there
 * is the count for the whole machine, which makes it likely. Reactor thread only.
 */
final class MemoryKills {
  /** What a shell says of a child that SIGKILL ended. */
  private static final int KILLED_CHILD = 128 + 9;

  private final LongSupplier counter;
  private long seen;

  /**
   * @param counter how many were killed on this machine so far
   */
  MemoryKills(LongSupplier counter) {
    this.counter = counter;
    this.seen = counter.getAsLong();
  }

  /** Takes note of the count, so that what comes later is told from what was. */
  void look() {
    seen = counter.getAsLong();
  }

  /**
   * More words about the end of a process.
   *
   * @param byUs we sent it SIGKILL
   */
  Optional<String> hint(LiveProcess process, Exit exit, boolean byUs) {
    long before = seen;
    look();
    boolean killed =
        exit.equals(new Exit.Killed("KILL")) || exit.equals(new Exit.Code(KILLED_CHILD));
    if (!killed || byUs) {
      return Optional.empty();
    }
    OptionalLong inCgroup = process.cgroup.map(Cgroups::oomKills).orElse(OptionalLong.empty());
    if (inCgroup.isPresent()) {
      return inCgroup.getAsLong() > 0 ? Optional.of("out of memory") : Optional.empty();
    }
    return seen > before ? Optional.of("out of memory?") : Optional.empty();
  }
}
