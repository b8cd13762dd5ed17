package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Stops what runs: drain, signal, SIGKILL; it stays stopped until an operator starts it. What
 * serves goes on until the programs are gone that must be before.
 */
final class StopOperation extends Operation {
  private final Precedents precedents;
  private List<InstanceMachine> slots = List.of();
  private List<InstanceMachine> lively = List.of();
  private boolean hadNothingToDo;
  private boolean deferred;

  StopOperation(OperationId id, OptionalInt slot, Precedents precedents) {
    super(id, slot);
    this.precedents = precedents;
  }

  /** Of a whole program, because another one is to be stopped that it requires. */
  StopOperation(Precedents precedents) {
    super(OptionalInt.empty());
    this.precedents = precedents;
  }

  @Override
  boolean isUrgent() {
    return true;
  }

  @Override
  String verb() {
    return "stop";
  }

  @Override
  boolean isDeferred() {
    return deferred;
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    slots = program.slots(slot());
    hadNothingToDo = slots.stream().allMatch(machine -> machine.state() == State.STOPPED);
    if (slot().isEmpty()) {
      program.wanted(ProgramMachine.Wanted.STOPPED);
    }
    lively = slots.stream().filter(machine -> !machine.isEmpty()).toList();
    deferred = !precedents.areGone();
    for (InstanceMachine machine : slots) {
      machine.stoppedByOperator(true);
      if (deferred && machine.serves()) {
        machine.abandonReplacement(turn);
      } else {
        machine.stop(turn);
      }
    }
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    if (deferred && precedents.areGone()) {
      deferred = false;
      slots.forEach(machine -> machine.stop(turn));
    }
    if (deferred || !slots.stream().allMatch(InstanceMachine::isEmpty)) {
      return Optional.empty();
    }
    return done(
        hadNothingToDo
            ? "already stopped"
            : Words.join(List.of(StopReport.text(slots.size(), ends()), precedents.text())));
  }

  private List<Departure.Ended> ends() {
    return lively.stream().flatMap(machine -> machine.lastEnd().stream()).toList();
  }
}
