package org.jdeploy.runtime.supervise;

import java.util.Optional;
import java.util.OptionalInt;

/** Stops the program and forgets it. */
final class DeleteOperation extends Operation {
  DeleteOperation(OperationId id) {
    super(id, OptionalInt.empty());
  }

  private DeleteOperation() {
    super(OptionalInt.empty());
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
  void begin(ProgramMachine program, Turn turn) {
    program.wanted(ProgramMachine.Wanted.STOPPED);
    program.resize(0, turn);
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    if (program.hasSlots()) {
      return Optional.empty();
    }
    program.forget();
    turn.announce("delete", program.name(), "deleted");
    return done("deleted");
  }
}
