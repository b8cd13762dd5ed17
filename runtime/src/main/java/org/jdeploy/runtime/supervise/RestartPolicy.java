package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec;

/** Decides what follows when a process ended that nobody asked to end. */
final class RestartPolicy {
  private RestartPolicy() {}

  /**
   * How a life ended.
   *
   * @param run whose life it was
   * @param wasReady it got ready at some time
   * @param kind what its exit means
   * @param uptime since its spawn
   * @param healthy since it got ready
   */
  record End(Run run, boolean wasReady, Kind kind, Duration uptime, Duration healthy) {
    /** What an exit means to the specification. */
    enum Kind {
      EXPECTED,
      UNEXPECTED,
      /** By a code after which it is not to be tried again. */
      FATAL
    }

    static End neverBegan(Run run) {
      return new End(run, false, Kind.UNEXPECTED, Duration.ZERO, Duration.ZERO);
    }

    static Kind kind(Exit exit, ProgramSpec.Restart policy) {
      return switch (exit) {
        case Exit.Code(int status) ->
            policy.fatalExitCodes().contains(status)
                ? Kind.FATAL
                : policy.exitCodes().contains(status) ? Kind.EXPECTED : Kind.UNEXPECTED;
        case Exit.Killed _, Exit.Unknown _ -> Kind.UNEXPECTED;
      };
    }

    /** The same end when it was forced: its exit code says nothing. */
    End forced() {
      return new End(run, wasReady, Kind.UNEXPECTED, uptime, healthy);
    }
  }

  /** What follows. */
  sealed interface Verdict {
    record Again(Duration delay, Attempts attempts) implements Verdict {}

    /** It did what it should: EXITED. */
    record Rest() implements Verdict {}

    /**
     * FATAL.
     *
     * @param why {@code given up after 3 failed starts}
     */
    record GiveUp(String why) implements Verdict {}
  }

  /**
   * The table:
   *
   * <pre>
   * end                                     NEVER        UNEXPECTED   ALWAYS
   * fatal code                              give up      give up      give up
   * before ready, expected code             rest         again*       again*
   * before ready, other code or signal      again*       again*       again*
   * ready, expected code                    rest         rest         again
   * ready, other code or signal             rest         again        again
   * </pre>
   *
   * "again*" counts as a failed start, and so does every "again" of a life shorter than {@code
   * startSeconds}: after {@code startRetries} further attempts the policy gives up. It also does
   * when the specification's limit of restarts in a sliding window is reached. Without one, other
   * restarts have no limit, only growing delays.
   */
  static Verdict judge(ProgramSpec spec, Attempts before, End end, Instant now) {
    ProgramSpec.Restart policy = spec.restart();
    if (end.kind() == End.Kind.FATAL) {
      return new Verdict.GiveUp("not tried again after this code");
    }
    if (rests(policy.when(), end)) {
      return new Verdict.Rest();
    }
    boolean recovered =
        end.wasReady() && end.healthy().compareTo(policy.backoff().resetAfter()) >= 0;
    boolean started = end.wasReady() && end.uptime().compareTo(policy.startSeconds()) >= 0;
    int failedStarts = started ? 0 : (recovered ? 0 : before.failedStarts()) + 1;
    int restarts = recovered ? 0 : before.restarts();
    if (failedStarts > policy.startRetries()) {
      return new Verdict.GiveUp(
          "given up after "
              + (failedStarts == 1 ? "1 failed start" : failedStarts + " failed starts"));
    }
    List<Instant> recent = recent(policy, before, now);
    Optional<ProgramSpec.Restart.Limit> limit = policy.limit();
    if (limit.isPresent() && recent.size() > limit.get().restarts()) {
      return new Verdict.GiveUp(
          "given up after "
              + (recent.size() == 2 ? "1 restart" : recent.size() - 1 + " restarts")
              + " within "
              + Words.duration(limit.get().within()));
    }
    return new Verdict.Again(
        delay(policy.backoff(), restarts, end.run()),
        new Attempts(failedStarts, restarts + 1, recent));
  }

  /** It did what it should, or is not to be started again. */
  static boolean rests(ProgramSpec.Autorestart policy, End end) {
    boolean expected = end.kind() == End.Kind.EXPECTED;
    return switch (policy) {
      case NEVER -> end.wasReady() || expected;
      case UNEXPECTED -> end.wasReady() && expected;
      case ALWAYS -> false;
    };
  }

  /** The restarts that the limit looks at, this one included. */
  private static List<Instant> recent(ProgramSpec.Restart policy, Attempts before, Instant now) {
    if (policy.limit().isEmpty()) {
      return List.of();
    }
    Instant begin = now.minus(policy.limit().get().within());
    List<Instant> recent = new ArrayList<>();
    before.recent().stream().filter(at -> at.isAfter(begin)).forEach(recent::add);
    recent.add(now);
    return recent;
  }

  /**
   * {@code initial * factor^n}, at most {@code max}, and shorter by a share from 0 to {@code
   * jitter}, which the run decides: the same run always waits the same time, the instances of a
   * program do not start all at once.
   */
  static Duration delay(ProgramSpec.Backoff backoff, int n, Run run) {
    if (backoff.initial().isZero()) {
      return Duration.ZERO;
    }
    double nanos =
        Math.min(
            backoff.initial().toNanos() * Math.pow(backoff.factor(), n),
            (double) backoff.max().toNanos());
    return Duration.ofNanos((long) (nanos * (1 - backoff.jitter() * share(run))));
  }

  /** From 0 to 1, the same for the same run. */
  private static double share(Run run) {
    long seed = 31L * (31L * run.program().hashCode() + run.instance().slot()) + run.generation();
    return (mix(seed) >>> 11) * 0x1p-53;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Numbers). */
  private static long mix(long seed) {
    long z = seed * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
