package org.jdeploy.runtime.daemon;

import java.time.Instant;

/**
 * Instants that only grow: the wall clock when jpmd began plus what has passed since. They are for
 * measuring; after the wall clock was set they differ from it.
 */
final class MonotonicClock {
  private final Instant base = Instant.now();
  private final long origin = System.nanoTime();

  Instant now() {
    return base.plusNanos(System.nanoTime() - origin);
  }
}
