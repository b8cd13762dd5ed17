package org.jdeploy.runtime.supervise;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Points in time at which something is to be looked at; null is never. */
final class Deadlines {
  private Deadlines() {}

  static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
