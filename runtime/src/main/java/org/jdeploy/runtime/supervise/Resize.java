package org.jdeploy.runtime.supervise;

import java.util.Optional;

/** From one number of instances to another: new ones come up, the last ones drain and stop. */
final class Resize {
  private final Arrival arrival = new Arrival();
  private String message = "";

  void begin(ProgramMachine program, int instances, Turn turn) {
    int before = program.target();
    message =
        before == instances
            ? "already " + Words.instances(instances)
            : "scaled from " + before + " to " + Words.instances(instances);
    if (before != instances) {
      turn.announce("scale", program.name(), message);
    }
    for (InstanceMachine started : program.resize(instances, turn)) {
      arrival.await(started);
    }
  }

  Optional<Outcome> advance(ProgramMachine program) {
    Optional<Fault> fault = arrival.look();
    if (fault.isPresent()) {
      return Operation.failed(fault.get(), program.prospect(fault.get()));
    }
    boolean settled = arrival.isEmpty() && !program.hasRetiringSlots();
    return settled ? Operation.done(message) : Optional.empty();
  }
}
