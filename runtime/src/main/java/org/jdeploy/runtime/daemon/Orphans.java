package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;

/**
 * As process 1 of a container jpmd inherits all orphans: it takes note of their ends, so that they
 * do not stay as zombies. Its own children are taken note of at once, so what is seen dead twice is
 * an orphan. Reactor thread only.
 */
final class Orphans {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final LinuxHost host;
  private final Reactor reactor;
  private final InstantSource clock;
  private Set<Integer> dead = Set.of();

  Orphans(LinuxHost host, Reactor reactor, InstantSource clock) {
    this.host = host;
    this.reactor = reactor;
    this.clock = clock;
  }

  /** Begins, when this is process 1. */
  void begin() {
    if (ProcessHandle.current().pid() == 1) {
      look();
    }
  }

  private void look() {
    Set<Integer> now = new HashSet<>(Proc.deadChildren(1));
    for (int pid : now) {
      if (dead.contains(pid)) {
        host.reap(pid);
      }
    }
    dead = now;
    reactor.schedule(clock.instant().plus(PAUSE), this::look);
  }
}
