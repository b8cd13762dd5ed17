package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** A program: its slots, the operation it carries out, and those that wait. */
final class ProgramMachine implements InstanceMachine.Owner {

  /** What an operator wants of the program as a whole: new slots follow it. */
  enum Wanted {
    UP,
    NOT_STARTED,
    STOPPED
  }

  private final Generations generations;
  private final NavigableMap<Integer, InstanceMachine> slots = new TreeMap<>();
  private final Deque<Operation> waiting = new ArrayDeque<>();
  private @Nullable Operation running;
  private ProgramSpec spec;
  private int target;
  private Wanted wanted = Wanted.NOT_STARTED;
  private Set<Integer> steered = Set.of();
  private boolean defined;
  private boolean takingOver;
  private boolean forgotten;

  /** A program that is not known yet: the first {@link ApplyOperation} defines it. */
  ProgramMachine(ProgramSpec spec, Generations generations, Instant now) {
    this.spec = spec;
    this.generations = generations;
    this.target = spec.instances();
    for (int slot = 0; slot < target; slot++) {
      addSlot(slot, false, now);
    }
  }

  // ---- what operations see and change

  String name() {
    return spec.name();
  }

  @Override
  public ProgramSpec spec() {
    return spec;
  }

  void spec(ProgramSpec value) {
    spec = value;
  }

  @Override
  public Run nextRun(Instance instance) {
    return generations.next(instance);
  }

  long lastGeneration() {
    return generations.last();
  }

  int target() {
    return target;
  }

  Wanted wanted() {
    return wanted;
  }

  void wanted(Wanted value) {
    wanted = value;
  }

  /** Whether it was unknown until now. */
  boolean define() {
    boolean news = !defined;
    defined = true;
    return news;
  }

  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** One slot or all, except those that are scaled away. */
  List<InstanceMachine> slots(OptionalInt slot) {
    return slots.values().stream()
        .filter(machine -> !machine.isRetiring())
        .filter(machine -> slot.isEmpty() || machine.instance().slot() == slot.getAsInt())
        .toList();
  }

  boolean hasSlots() {
    return !slots.isEmpty();
  }

  boolean hasRetiringSlots() {
    return slots.values().stream().anyMatch(InstanceMachine::isRetiring);
  }

  /** What will become of the slot of a process at fault. */
  String prospect(Fault fault) {
    InstanceMachine slot = slots.get(fault.run().instance().slot());
    return slot == null ? "" : slot.prospect();
  }

  /** Adds or retires slots; returns those that were started. */
  List<InstanceMachine> resize(int instances, Turn turn) {
    target = instances;
    List<InstanceMachine> started = new ArrayList<>();
    for (int number = 0; number < instances; number++) {
      InstanceMachine slot = slots.get(number);
      if (slot == null || slot.isRetiring()) {
        if (slot == null) {
          slot = addSlot(number, wanted == Wanted.STOPPED, turn.now());
        }
        slot.retiring(false);
        if (wanted == Wanted.UP) {
          slot.stoppedByOperator(false);
          slot.start(new Launch(spec), turn);
          started.add(slot);
        }
      }
    }
    for (InstanceMachine slot : slots.tailMap(instances, true).values()) {
      slot.retiring(true);
      slot.stop(turn);
    }
    return started;
  }

  private InstanceMachine addSlot(int number, boolean stopped, Instant now) {
    InstanceMachine slot =
        new InstanceMachine(this, new Instance(spec.name(), number), stopped, now);
    slots.put(number, slot);
    return slot;
  }

  // ---- operations, one at a time

  void ask(Operation operation, Turn turn) {
    Optional<Operation> joined = waiting.stream().filter(operation::joins).findFirst();
    if (joined.isPresent()) {
      joined.get().ids().addAll(operation.ids());
      return;
    }
    if (operation.isUrgent()) {
      cancelWhatStarts(operation, turn);
      waiting.addFirst(operation);
    } else {
      waiting.addLast(operation);
    }
    settle(turn);
  }

  private void cancelWhatStarts(Operation urgent, Turn turn) {
    Outcome cancelled = new Outcome.Failed("cancelled by " + urgent.verb(), Optional.empty());
    if (running != null && !running.isUrgent() && urgent.touches(running)) {
      running.cancel(this, turn);
      end(running, cancelled, turn);
      running = null;
    }
    for (Operation other : List.copyOf(waiting)) {
      if (!other.isUrgent() && urgent.touches(other)) {
        waiting.remove(other);
        end(other, cancelled, turn);
      }
    }
  }

  /** What waited when the program was deleted. */
  List<Operation> leftOver() {
    List<Operation> rest = List.copyOf(waiting);
    waiting.clear();
    return rest;
  }

  private void settle(Turn turn) {
    while (true) {
      if (running == null) {
        if (forgotten || waiting.isEmpty()) {
          break;
        }
        Operation next = waiting.remove();
        if (next.slot().isPresent() && slots(next.slot()).isEmpty()) {
          end(next, noSuchSlot(next.slot().getAsInt()), turn);
          continue;
        }
        running = next;
        next.begin(this, turn);
      }
      prune();
      Optional<Outcome> outcome = running.advance(this, turn);
      if (outcome.isEmpty()) {
        break;
      }
      end(running, outcome.get(), turn);
      running = null;
    }
    prune();
    steer(turn);
  }

  private static void end(Operation operation, Outcome outcome, Turn turn) {
    operation.ids().forEach(id -> turn.add(new Action.OperationEnded(id, outcome)));
  }

  private Outcome noSuchSlot(int slot) {
    String range =
        switch (target) {
          case 0 -> "it has no instances";
          case 1 -> "it has one, " + name() + ":0";
          default -> "it has " + name() + ":0 to " + name() + ":" + (target - 1);
        };
    return new Outcome.Failed(
        "there is no instance " + name() + ":" + slot + ", " + range, Optional.empty());
  }

  private void prune() {
    slots.values().removeIf(slot -> slot.isRetiring() && slot.isEmpty());
  }

  private void steer(Turn turn) {
    Set<Integer> live = new TreeSet<>();
    slots.forEach((number, slot) -> {
      if (slot.serves()) {
        live.add(number);
      }
    });
    if (!takingOver && !live.equals(steered)) {
      steered = Set.copyOf(live);
      turn.addFirst(new Action.Steer(name(), steered));
    }
  }

  // ---- news from the host

  void hear(Run run, Consumer<InstanceMachine> news, Turn turn) {
    InstanceMachine slot = slots.get(run.instance().slot());
    if (slot != null && slot.has(run)) {
      news.accept(slot);
      settle(turn);
    }
  }

  Stream<Instant> deadlines() {
    return slots.values().stream().flatMap(InstanceMachine::deadlines);
  }

  void tick(Turn turn) {
    List.copyOf(slots.values()).forEach(slot -> slot.tick(turn));
    settle(turn);
  }

  // ---- taking over what a former daemon left

  void restore(int instances, Set<Integer> stopped, Turn turn) {
    defined = true;
    takingOver = true;
    slots.clear();
    resize(instances, turn);
    slots.forEach((number, slot) -> slot.stoppedByOperator(stopped.contains(number)));
    boolean allStopped = !slots.isEmpty() && stopped.containsAll(slots.keySet());
    wanted = allStopped ? Wanted.STOPPED : spec.autostart() ? Wanted.UP : Wanted.NOT_STARTED;
  }

  /** What runs without being defined is to end. */
  void restoreUndefined(Turn turn) {
    takingOver = true;
    resize(0, turn);
    prune();
  }

  void adopt(Event.Adopted adopted, Turn turn) {
    int number = adopted.run().instance().slot();
    InstanceMachine slot = slots.get(number);
    if (slot == null) {
      slot = addSlot(number, false, turn.now());
      slot.retiring(true);
    }
    slot.adopt(new Life(adopted, turn.now()), adopted.draining(), turn);
  }

  void takenOver(Turn turn) {
    takingOver = false;
    if (!defined) {
      ask(DeleteOperation.askedByNobody(), turn);
      return;
    }
    boolean someRun =
        slots(OptionalInt.empty()).stream()
            .anyMatch(slot -> !slot.isStoppedByOperator() && slot.current().isPresent());
    if (someRun) {
      wanted = Wanted.UP;
    }
    for (InstanceMachine slot : List.copyOf(slots.values())) {
      if (slot.isRetiring() || slot.isStoppedByOperator()) {
        slot.stop(turn);
      } else if (wanted == Wanted.UP && slot.current().isEmpty()) {
        slot.start(new Launch(spec), turn);
      }
    }
    settle(turn);
  }

  ProgramView view() {
    return new ProgramView(
        spec,
        target,
        running != null && running.isReloading(),
        slots.values().stream().map(InstanceMachine::view).toList());
  }
}
