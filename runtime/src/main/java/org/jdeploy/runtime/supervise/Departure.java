package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * The end of one process, step by step, each step skippable:
 *
 * <pre>
 * PRE_STOP → DRAINING → SIGNALLED (each signal in turn) → KILLED
 * </pre>
 *
 * A step that takes too long is followed by the next one.
 */
final class Departure {
  private enum Step {
    PRE_STOP,
    DRAINING,
    SIGNALLED,
    KILLED
  }

  /** With which step an end begins. What comes later is harsher. */
  enum Ending {
    DRAIN,
    SIGNAL,
    KILL;

    Ending orHarsher(Ending other) {
      return other.compareTo(this) > 0 ? other : this;
    }
  }

  private final Life life;
  private final Instant begun;
  private Ending how;
  private Step step;
  private int signals;
  private String lastSignal = "";
  private @Nullable Instant due;

  /**
   * Takes the first step.
   *
   * @param cause why it is to end, for the hook
   */
  Departure(Life life, Ending how, String cause, ProgramSpec.Stop stop, Turn turn) {
    this.life = life;
    this.begun = turn.now();
    this.how = how;
    this.step = Step.PRE_STOP;
    if (how != Ending.KILL && life.spec().hooks().preStop().isPresent()) {
      due = turn.now().plus(life.hookPatience());
      turn.add(
          new Action.RunHook(
              life.run(), life.spec(), Hook.PRE_STOP, Map.of("JPM_STOP_CAUSE", cause)));
    } else {
      proceed(stop, turn);
    }
  }

  Optional<Instant> due() {
    return Optional.ofNullable(due);
  }

  /** It may take so much longer from now on. */
  void extend(Instant until) {
    if ((step == Step.DRAINING || step == Step.SIGNALLED) && due != null && due.isBefore(until)) {
      due = until;
    }
  }

  void harsher(Ending other, ProgramSpec.Stop stop, Turn turn) {
    if (other.compareTo(how) <= 0) {
      return;
    }
    how = other;
    boolean behind = step == Step.DRAINING || (step != Step.KILLED && other == Ending.KILL);
    if (behind) {
      proceed(stop, turn);
    }
  }

  void hookEnded(ProgramSpec.Stop stop, Turn turn) {
    if (step == Step.PRE_STOP) {
      proceed(stop, turn);
    }
  }

  void drained(ProgramSpec.Stop stop, Turn turn) {
    if (step == Step.DRAINING) {
      signal(stop, turn);
    }
  }

  /** The step took too long. */
  void escalate(ProgramSpec.Stop stop, Turn turn) {
    switch (step) {
      case PRE_STOP -> proceed(stop, turn);
      case DRAINING, SIGNALLED -> signal(stop, turn);
      case KILLED -> {}
    }
  }

  private void proceed(ProgramSpec.Stop stop, Turn turn) {
    switch (how) {
      case DRAIN -> {
        if (life.mayServe() && stop.drain().isPositive()) {
          step = Step.DRAINING;
          due = turn.now().plus(stop.drain());
          turn.add(new Action.Drain(life.run(), stop.drain()));
        } else {
          signal(stop, turn);
        }
      }
      case SIGNAL -> signal(stop, turn);
      case KILL -> kill(turn);
    }
  }

  /** The next signal; SIGKILL after the last one. */
  private void signal(ProgramSpec.Stop stop, Turn turn) {
    if (signals >= stop.signals().size()) {
      kill(turn);
      return;
    }
    step = Step.SIGNALLED;
    due = turn.now().plus(stop.timeout());
    lastSignal = "SIG" + stop.signals().get(signals);
    turn.add(new Action.Signal(life.run(), stop.signals().get(signals)));
    signals++;
  }

  private void kill(Turn turn) {
    step = Step.KILLED;
    due = null;
    turn.add(new Action.Kill(life.run()));
  }

  /** How it went. */
  Ended ended(Exit exit, Instant now) {
    String way =
        switch (step) {
          case PRE_STOP -> "by itself" + status(exit);
          case DRAINING -> "while draining" + status(exit);
          case SIGNALLED -> "after " + lastSignal + status(exit);
          case KILLED -> "killed";
        };
    return new Ended(step == Step.KILLED, way, Duration.between(begun, now));
  }

  private String status(Exit exit) {
    return switch (exit) {
      case Exit.Code(int status) -> ", exit code " + status;
      case Exit.Killed(String signal) -> lastSignal.equals("SIG" + signal) ? "" : ", SIG" + signal;
      case Exit.Unknown() -> "";
    };
  }

  /**
   * How a process that was to end did.
   *
   * @param killed nothing less than SIGKILL helped
   * @param way {@code after SIGTERM, exit code 0}; {@code killed}
   */
  record Ended(boolean killed, String way, Duration time) {
    /** {@code stopped after SIGTERM, exit code 0, 0.3 s}; {@code killed after 10 s}. */
    String text() {
      return (killed ? way : "stopped " + way) + link() + Words.seconds(time);
    }

    /** Between the way and the time. */
    String link() {
      return killed ? " after " : ", ";
    }
  }
}
