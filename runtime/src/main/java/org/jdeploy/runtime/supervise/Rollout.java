package org.jdeploy.runtime.supervise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replaces the processes of slots, some at a time. For each: spawn the successor → wait until it is
 * ready → drain and stop the old one; or, where two cannot overlap, stop → start → wait. The first
 * fault of a new process cancels the rest, and what still runs goes on. Stopped instances stay so.
 */
final class Rollout {
  /** A slot whose processes after a generation are new ones. */
  private record Step(InstanceMachine slot, long since) {
    boolean isNew(Run run) {
      return run.generation() > since;
    }

    boolean isReplaced() {
      boolean ready = slot.state() == State.RUNNING || slot.state() == State.EXITED;
      return ready && slot.processes().latest().filter(this::isNew).isPresent() && !hasFormer(slot);
    }

    Optional<Fault> fault() {
      return slot.recovery().fault().filter(fault -> isNew(fault.run()));
    }
  }

  private final Launch launch;
  private final int parallel;
  private final Deque<InstanceMachine> todo;
  private final List<Step> underWay = new ArrayList<>();
  private final List<Step> replaced = new ArrayList<>();
  private final int all;
  private boolean overlapped = true;

  Rollout(Launch launch, List<InstanceMachine> slots, int parallel) {
    this.launch = launch;
    this.parallel = parallel;
    this.todo = new ArrayDeque<>(slots.stream().filter(InstanceMachine::isUp).toList());
    this.all = todo.size();
  }

  private static boolean hasFormer(InstanceMachine slot) {
    return !slot.processes().former().isEmpty();
  }

  /** Its former process still ends, or it is being replaced for another reason. */
  private static boolean isBusy(InstanceMachine slot) {
    return hasFormer(slot) || slot.processes().successor() != null;
  }

  /** There is nothing to replace. */
  boolean isEmpty() {
    return all == 0;
  }

  void begin(ProgramMachine program, Turn turn) {
    if (all > 0) {
      turn.announce("reload", program.name(), "replacing " + Words.instances(all));
    }
  }

  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    Optional<Fault> fault = faultOfANewProcess();
    if (fault.isPresent()) {
      cancel(turn);
      turn.announce("reload", fault.get().run(), "cancelled: " + fault.get().text());
      return Operation.failed(fault.get(), consequence(program.prospect(fault.get())));
    }
    for (Step step : List.copyOf(underWay)) {
      if (step.isReplaced()) {
        underWay.remove(step);
        replaced.add(step);
      }
    }
    while (underWay.size() < parallel && !todo.isEmpty() && !isBusy(todo.element())) {
      InstanceMachine slot = todo.remove();
      if (slot.isUp()) {
        overlapped &=
            slot.state() != State.RUNNING || slot.processes().canBeSucceeded(launch.spec());
        underWay.add(new Step(slot, program.lastGeneration()));
        slot.replace(launch, turn);
      }
    }
    return underWay.isEmpty() && todo.isEmpty() ? Operation.done(message()) : Optional.empty();
  }

  /**
   * Nothing more is replaced; successors that are not ready yet die, and what they were to replace
   * stays.
   */
  void cancel(Turn turn) {
    underWay.forEach(step -> step.slot().abandonReplacement(turn));
  }

  private Optional<Fault> faultOfANewProcess() {
    return Stream.concat(underWay.stream(), replaced.stream())
        .flatMap(step -> step.fault().stream())
        .findFirst();
  }

  private String consequence(String prospect) {
    String others =
        replaced.isEmpty()
            ? ""
            : replaced.size() + " of " + Words.instances(all) + " had been replaced";
    return Words.join(List.of(prospect, others));
  }

  private String message() {
    if (all == 0) {
      return "nothing runs: nothing to reload";
    }
    return overlapped
        ? "reloaded " + Words.instances(replaced.size())
        : "restarted "
            + Words.instances(replaced.size())
            + ", stopping first: instances that jpm gives no socket to cannot overlap";
  }
}
