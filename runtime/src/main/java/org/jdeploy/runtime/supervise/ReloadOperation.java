package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Replaces every instance, rolling. */
final class ReloadOperation extends Operation {
  private final int parallel;
  private final Optional<Duration> timeout;
  private @Nullable Rollout rollout;

  ReloadOperation(OperationId id, int parallel, Optional<Duration> timeout) {
    super(id, OptionalInt.empty());
    this.parallel = parallel;
    this.timeout = timeout;
  }

  @Override
  boolean isUrgent() {
    return false;
  }

  @Override
  String verb() {
    return "reload";
  }

  @Override
  boolean joins(Operation waiting) {
    return waiting instanceof ReloadOperation other
        && other.parallel == parallel
        && other.timeout.equals(timeout);
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    rollout =
        new Rollout(
            new Launch(program.spec(), timeout), program.slots(OptionalInt.empty()), parallel);
    rollout.begin(program, turn);
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    return rollout == null ? Optional.empty() : rollout.advance(program, turn);
  }

  @Override
  void cancel(ProgramMachine program, Turn turn) {
    if (rollout != null) {
      rollout.cancel(turn);
    }
  }

  @Override
  boolean isReloading() {
    return rollout != null;
  }
}
