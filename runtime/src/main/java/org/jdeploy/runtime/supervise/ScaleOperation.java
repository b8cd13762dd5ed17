package org.jdeploy.runtime.supervise;

import java.util.Optional;
import java.util.OptionalInt;

/** Changes the number of instances. */
final class ScaleOperation extends Operation {
  private final int instances;
  private final Resize resize = new Resize();

  ScaleOperation(OperationId id, int instances) {
    super(id, OptionalInt.empty());
    this.instances = instances;
  }

  @Override
  boolean isUrgent() {
    return false;
  }

  @Override
  String verb() {
    return "scale";
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    resize.begin(program, instances, turn);
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    return resize.advance(program);
  }
}
