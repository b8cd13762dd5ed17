package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Stops all at once, starts each as soon as it is gone, and waits until they are ready. */
final class RestartOperation extends Operation {
  private final Arrival arrival = new Arrival();
  private int number;

  RestartOperation(OperationId id, OptionalInt slot) {
    super(id, slot);
  }

  @Override
  boolean isUrgent() {
    return false;
  }

  @Override
  String verb() {
    return "restart";
  }

  @Override
  boolean joins(Operation waiting) {
    return waiting instanceof RestartOperation other && other.slot().equals(slot());
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    List<InstanceMachine> slots = program.slots(slot());
    program.wanted(ProgramMachine.Wanted.UP);
    number = slots.size();
    for (InstanceMachine machine : slots) {
      machine.stoppedByOperator(false);
      arrival.await(machine);
      machine.restart(new Launch(program.spec()), turn);
    }
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    Optional<Fault> fault = arrival.look();
    if (fault.isPresent()) {
      return failed(fault.get(), program.prospect(fault.get()));
    }
    return arrival.isEmpty() ? done("restarted " + Words.instances(number)) : Optional.empty();
  }
}
