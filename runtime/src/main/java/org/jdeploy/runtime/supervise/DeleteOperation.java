package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Stops the program, once the programs are gone that must be before, and forgets it. */
final class DeleteOperation extends Operation {
  private final Precedents precedents;
  private boolean deferred;

  DeleteOperation(OperationId id, Precedents precedents) {
    super(id, OptionalInt.empty());
    this.precedents = precedents;
  }

  private DeleteOperation() {
    super(OptionalInt.empty());
    this.precedents = Precedents.NONE;
  }

  /** For what a former daemon left running without a definition. */
  static DeleteOperation askedByNobody() {
    return new DeleteOperation();
  }

  @Override
  boolean isUrgent() {
    return true;
  }

  @Override
  String verb() {
    return "delete";
  }

  @Override
  boolean isDeferred() {
    return deferred;
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    program.wanted(ProgramMachine.Wanted.STOPPED);
    deferred = !precedents.areGone();
    if (!deferred) {
      program.resize(0, turn);
      return;
    }
    for (InstanceMachine machine : program.slots(slot())) {
      machine.stoppedByOperator(true);
      if (machine.serves()) {
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
      program.resize(0, turn);
    }
    if (deferred || program.isRetiring()) {
      return Optional.empty();
    }
    program.forget();
    turn.announce("delete", program.name(), "deleted");
    return done(Words.join(List.of("deleted", precedents.text())));
  }
}
