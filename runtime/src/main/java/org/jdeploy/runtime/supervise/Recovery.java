package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** What a slot remembers of processes that failed, and when it tries again. */
final class Recovery {
  private Attempts attempts = Attempts.NONE;
  private @Nullable Fault fault;
  private @Nullable Instant retryAt;
  private boolean didItsWork;

  /** The state that a slot comes into when its process failed, and why. */
  record Judgement(State state, String text, Optional<Instant> retryAt) {}

  /** Former attempts do not count any more. */
  void startAfresh() {
    attempts = Attempts.NONE;
  }

  /** The last process that failed since {@link #forgetFault}. */
  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  void fault(Fault value) {
    fault = value;
  }

  void forgetFault() {
    fault = null;
  }

  /** It comes into another state: whatever it waited for is over. */
  void retryAt(Optional<Instant> at) {
    retryAt = at.orElse(null);
  }

  Optional<Instant> retryAt() {
    return Optional.ofNullable(retryAt);
  }

  boolean isDue(Instant now) {
    return retryAt != null && !retryAt.isAfter(now);
  }

  /** The last process ended as it should. */
  boolean didItsWork() {
    return didItsWork;
  }

  /**
   * @param text how it ended, for a person
   */
  Judgement judge(ProgramSpec spec, String text, RestartPolicy.End end, Instant now) {
    RestartPolicy.Verdict verdict = RestartPolicy.judge(spec, attempts, end, now);
    didItsWork =
        verdict instanceof RestartPolicy.Verdict.Rest
            && end.kind() == RestartPolicy.End.Kind.EXPECTED;
    if (!didItsWork && (fault == null || !fault.run().equals(end.run()))) {
      fault = new Fault(end.run(), text);
    }
    return switch (verdict) {
      case RestartPolicy.Verdict.Again(var delay, var counted) -> {
        attempts = counted;
        String again = text + ", next try in " + Words.duration(delay);
        yield new Judgement(State.BACKOFF, again, Optional.of(now.plus(delay)));
      }
      case RestartPolicy.Verdict.Rest() -> new Judgement(State.EXITED, text, Optional.empty());
      case RestartPolicy.Verdict.GiveUp(var why) ->
          new Judgement(State.FATAL, text + ", " + why, Optional.empty());
    };
  }
}
