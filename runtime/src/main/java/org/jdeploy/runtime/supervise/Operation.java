package org.jdeploy.runtime.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator asked of one program: a small state machine that looks at the program's slots
 * after each event. A program carries out one operation at a time.
 */
abstract sealed class Operation
    permits ApplyOperation,
        DeleteOperation,
        ReloadOperation,
        RestartOperation,
        ScaleOperation,
        StartOperation,
        StopOperation {
  private final List<OperationId> ids = new ArrayList<>();
  private final OptionalInt slot;

  Operation(OperationId id, OptionalInt slot) {
    this(slot);
    ids.add(id);
  }

  /** Asked by nobody who waits. */
  Operation(OptionalInt slot) {
    this.slot = slot;
  }

  /** Whoever waits for the outcome. */
  List<OperationId> ids() {
    return ids;
  }

  /** The only slot it is about; empty for the whole program. */
  OptionalInt slot() {
    return slot;
  }

  /** It does not wait for others but cancels those that would start something. */
  abstract boolean isUrgent();

  /** For {@code cancelled by stop}. */
  abstract String verb();

  boolean touches(Operation other) {
    return slot.isEmpty() || other.slot.isEmpty() || slot.equals(other.slot);
  }

  /** Takes over whom it is asked by, when both ask for the very same. */
  boolean joins(Operation waiting) {
    return false;
  }

  abstract void begin(ProgramMachine program, Turn turn);

  /** The next steps that are possible now; the outcome when it has come to its end. */
  abstract Optional<Outcome> advance(ProgramMachine program, Turn turn);

  /** It is to go no further: an urgent operation follows at once. */
  void cancel(ProgramMachine program, Turn turn) {}

  /** It waits until other programs are gone. */
  boolean isDeferred() {
    return false;
  }

  /** Instances are being replaced. */
  boolean isReloading() {
    return false;
  }

  static Optional<Outcome> done(String message) {
    return Optional.of(new Outcome.Done(message));
  }

  static Optional<Outcome> failed(String message) {
    return Optional.of(new Outcome.Failed(message, Optional.empty()));
  }

  static Optional<Outcome> failed(Fault fault) {
    return failed(fault, "");
  }

  static Optional<Outcome> failed(Fault fault, String consequence) {
    String text = fault.run().instance() + " " + fault.text();
    return Optional.of(
        new Outcome.Failed(Words.join(List.of(text, consequence)), Optional.of(fault.run())));
  }
}
