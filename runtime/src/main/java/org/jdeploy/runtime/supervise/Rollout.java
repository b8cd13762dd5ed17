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
 * fault of a new process cancels the rest, and what still runs goes on.
 */
final class Rollout {
  private final Launch launch;
  private final int parallel;
  private final Deque<InstanceMachine> todo;
  private final List<InstanceMachine> underWay = new ArrayList<>();
  private final List<InstanceMachine> replaced = new ArrayList<>();
  private final int all;
  private long since;
  private boolean overlapped = true;

  Rollout(Launch launch, List<InstanceMachine> slots, int parallel) {
    this.launch = launch;
    this.parallel = parallel;
    this.todo = new ArrayDeque<>(slots.stream().filter(Rollout::isUp).toList());
    this.all = todo.size();
  }

  /** Stopped instances stay stopped; they will start with the new code. */
  private static boolean isUp(InstanceMachine slot) {
    return slot.state() != State.STOPPED && !slot.isStoppedByOperator() && !slot.isRetiring();
  }

  /** There is nothing to replace. */
  boolean isEmpty() {
    return all == 0;
  }

  void begin(ProgramMachine program, Turn turn) {
    since = program.lastGeneration();
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
    for (InstanceMachine slot : List.copyOf(underWay)) {
      if (isReplaced(slot) && !slot.hasFormer()) {
        underWay.remove(slot);
        replaced.add(slot);
      }
    }
    while (underWay.size() < parallel && !todo.isEmpty() && !todo.element().hasFormer()) {
      InstanceMachine slot = todo.remove();
      if (isUp(slot)) {
        overlapped &= slot.state() != State.RUNNING || slot.overlaps(launch.spec());
        underWay.add(slot);
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
    underWay.forEach(slot -> slot.abandonReplacement(turn));
    todo.clear();
  }

  private Optional<Fault> faultOfANewProcess() {
    return Stream.concat(underWay.stream(), replaced.stream())
        .flatMap(slot -> slot.fault().stream())
        .filter(fault -> isNew(fault.run()))
        .findFirst();
  }

  private boolean isReplaced(InstanceMachine slot) {
    boolean ready = slot.state() == State.RUNNING || slot.state() == State.EXITED;
    return ready && slot.latestRun().filter(this::isNew).isPresent();
  }

  private boolean isNew(Run run) {
    return run.generation() > since;
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
