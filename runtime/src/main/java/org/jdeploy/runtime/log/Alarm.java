package org.jdeploy.runtime.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Runs a task at the earliest of the times it was set to, then waits to be set again. */
final class Alarm {
  private final Housekeeping house;
  private final Runnable task;
  private @Nullable Instant next;

  Alarm(Housekeeping house, Runnable task) {
    this.house = house;
    this.task = task;
  }

  void set(Instant when) {
    Instant known = next;
    if (known == null || when.isBefore(known)) {
      next = when;
      house.at(when, () -> ring(when));
    }
  }

  private void ring(Instant when) {
    if (when.equals(next)) {
      next = null;
      task.run();
    }
  }

  void cancel() {
    next = null;
  }
}
