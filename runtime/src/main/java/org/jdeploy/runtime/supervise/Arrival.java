package org.jdeploy.runtime.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits until slots have come up, or one of them failed to. */
final class Arrival {
  private final List<InstanceMachine> pending = new ArrayList<>();

  /** From now on only new faults count. */
  void await(InstanceMachine slot) {
    slot.recovery().forgetFault();
    pending.add(slot);
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Forgets those that are up; the first fault of the others. */
  Optional<Fault> look() {
    pending.removeIf(slot -> slot.state() == State.RUNNING || restsAfterWork(slot));
    return pending.stream().flatMap(slot -> slot.recovery().fault().stream()).findFirst();
  }

  /** It came up and has done already what it should, or an operator stopped it again. */
  private static boolean restsAfterWork(InstanceMachine slot) {
    boolean rests = slot.state() == State.EXITED || slot.state() == State.STOPPED;
    return rests && slot.recovery().fault().isEmpty();
  }
}
