package org.jdeploy.runtime.supervise;

import java.time.Duration;
import org.jdeploy.runtime.program.ProgramSpec;

/** Decides what follows when a process ended that nobody asked to end. */
final class RestartPolicy {
  private RestartPolicy() {}

  /**
   * How a life ended.
   *
   * @param wasReady it got ready at some time
   * @param expected by a status that the specification expects
   * @param uptime since its spawn
   * @param healthy since it got ready
   */
  record End(boolean wasReady, boolean expected, Duration uptime, Duration healthy) {
    static final End NEVER_BEGAN = new End(false, false, Duration.ZERO, Duration.ZERO);

    /** The same end when it was forced: no exit code makes that a good one. */
    End unexpected() {
      return new End(wasReady, false, uptime, healthy);
    }
  }

  /** What follows. */
  sealed interface Verdict {
    record Again(Duration delay, Attempts attempts) implements Verdict {}

    /** It did what it should: EXITED. */
    record Rest() implements Verdict {}

    /** It failed to start once too often: FATAL. */
    record GiveUp(int failedStarts) implements Verdict {}
  }

  /**
   * The table:
   *
   * <pre>
   * end                                     NEVER        UNEXPECTED   ALWAYS
   * before ready, whatever the code         again*       again*       again*
   * ready, expected code                    rest         rest         again
   * ready, other code or signal             rest         again        again
   * </pre>
   *
   * "again*" counts as a failed start, and so does every "again" of a life shorter than {@code
   * startSeconds}: after {@code startRetries} further attempts the policy gives up. Other restarts
   * have no limit, only growing delays.
   */
  static Verdict judge(ProgramSpec spec, Attempts before, End end) {
    if (end.wasReady() && !restartsAfterReady(spec.restart().when(), end.expected())) {
      return new Verdict.Rest();
    }
    boolean recovered =
        end.wasReady() && end.healthy().compareTo(spec.restart().backoff().resetAfter()) >= 0;
    Attempts counted = recovered ? Attempts.NONE : before;
    boolean started = end.wasReady() && end.uptime().compareTo(spec.restart().startSeconds()) >= 0;
    int failedStarts = started ? 0 : counted.failedStarts() + 1;
    if (failedStarts > spec.restart().startRetries()) {
      return new Verdict.GiveUp(failedStarts);
    }
    return new Verdict.Again(
        delay(spec.restart().backoff(), counted.restarts()),
        new Attempts(failedStarts, counted.restarts() + 1));
  }

  private static boolean restartsAfterReady(ProgramSpec.Autorestart policy, boolean expected) {
    return switch (policy) {
      case NEVER -> false;
      case UNEXPECTED -> !expected;
      case ALWAYS -> true;
    };
  }

  /** {@code initial * factor^n}, at most {@code max}. */
  static Duration delay(ProgramSpec.Backoff backoff, int n) {
    if (backoff.initial().isZero()) {
      return Duration.ZERO;
    }
    double nanos = backoff.initial().toNanos() * Math.pow(backoff.factor(), n);
    return nanos >= backoff.max().toNanos() ? backoff.max() : Duration.ofNanos((long) nanos);
  }
}
