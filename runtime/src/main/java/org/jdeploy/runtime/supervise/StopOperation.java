package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Stops what runs: drain, signal, SIGKILL; it stays stopped until an operator starts it. */
final class StopOperation extends Operation {
  private List<InstanceMachine> slots = List.of();
  private List<InstanceMachine> lively = List.of();
  private boolean hadNothingToDo;

  StopOperation(OperationId id, OptionalInt slot) {
    super(id, slot);
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
  void begin(ProgramMachine program, Turn turn) {
    slots = program.slots(slot());
    hadNothingToDo = slots.stream().allMatch(machine -> machine.state() == State.STOPPED);
    if (slot().isEmpty()) {
      program.wanted(ProgramMachine.Wanted.STOPPED);
    }
    lively = slots.stream().filter(machine -> !machine.isEmpty()).toList();
    for (InstanceMachine machine : slots) {
      machine.stoppedByOperator(true);
      machine.stop(turn);
    }
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    if (!slots.stream().allMatch(InstanceMachine::isEmpty)) {
      return Optional.empty();
    }
    return done(hadNothingToDo ? "already stopped" : StopReport.text(slots.size(), ends()));
  }

  private List<Departure.Ended> ends() {
    return lively.stream().flatMap(machine -> machine.lastEnd().stream()).toList();
  }
}
