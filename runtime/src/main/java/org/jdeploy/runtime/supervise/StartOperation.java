package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts what does not run, and waits until it is ready. */
final class StartOperation extends Operation {
  private final Arrival arrival = new Arrival();
  private int started;

  StartOperation(OperationId id, OptionalInt slot) {
    super(id, slot);
  }

  @Override
  boolean isUrgent() {
    return false;
  }

  @Override
  String verb() {
    return "start";
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    List<InstanceMachine> slots = program.slots(slot());
    program.wanted(ProgramMachine.Wanted.UP);
    for (InstanceMachine machine : slots) {
      machine.stoppedByOperator(false);
      if (machine.state() != State.RUNNING) {
        started++;
        arrival.await(machine);
        machine.start(new Launch(program.spec()), turn);
      }
    }
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    Optional<Fault> fault = arrival.look();
    if (fault.isPresent()) {
      return failed(fault.get(), program.prospect(fault.get()));
    }
    if (!arrival.isEmpty()) {
      return Optional.empty();
    }
    return done(started == 0 ? "already running" : "started " + Words.instances(started));
  }
}
