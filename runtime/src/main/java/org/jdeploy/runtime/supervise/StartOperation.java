package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts what does not run, and waits until it is ready. */
final class StartOperation extends Operation {
  private final Arrival arrival = new Arrival();
  private List<String> pulled = List.of();
  private int started;

  StartOperation(OperationId id, OptionalInt slot) {
    super(id, slot);
  }

  private StartOperation() {
    super(OptionalInt.empty());
  }

  /** For what another program requires. */
  static StartOperation askedByNobody() {
    return new StartOperation();
  }

  /** These are started with it, because it requires them. */
  StartOperation with(List<String> names) {
    pulled = names;
    return this;
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
  boolean joins(Operation waiting) {
    return waiting instanceof StartOperation other && other.slot().equals(slot());
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
    return done(
        Words.join(
            List.of(
                started == 0 ? "already running" : "started " + Words.instances(started),
                pulled.isEmpty() ? "" : Words.list(pulled) + " with it, as it requires")));
  }
}
