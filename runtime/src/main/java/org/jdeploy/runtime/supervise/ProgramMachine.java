package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdeploy.runtime.program.ProgramSpec;

/** A program: its specification, its slots, and what is asked of it. */
final class ProgramMachine implements InstanceMachine.Owner {

  /** What an operator wants of the program as a whole: new slots follow it. */
  enum Wanted {
    UP,
    NOT_STARTED,
    STOPPED
  }

  private final Generations generations;
  private final NavigableMap<Integer, InstanceMachine> slots = new TreeMap<>();
  private final OperationQueue operations = new OperationQueue(this);
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
      addSlot(slot, now);
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

  /** Some process of a slot that is scaled away is still there. */
  boolean isRetiring() {
    return slots.values().stream().anyMatch(slot -> slot.isRetiring() && !slot.isEmpty());
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
          slot = addSlot(number, turn.now());
        }
        slot.retiring(false);
        slot.stoppedByOperator(wanted == Wanted.STOPPED);
        if (wanted == Wanted.UP) {
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

  private InstanceMachine addSlot(int number, Instant now) {
    InstanceMachine slot = new InstanceMachine(this, new Instance(spec.name(), number), now);
    slots.put(number, slot);
    return slot;
  }

  // ---- operations

  void ask(Operation operation, Turn turn) {
    operations.ask(operation, turn);
    settle(turn);
  }

  /** Everything of it is gone. */
  boolean isEmpty() {
    return slots.values().stream().allMatch(InstanceMachine::isEmpty);
  }

  /** It is being stopped or deleted. */
  boolean isStopping() {
    return operations.isStopping();
  }

  /** It is to be stopped after others. */
  boolean isDeferred() {
    return operations.isDeferred();
  }

  /** What waited when the program was deleted. */
  List<Operation> leftOver() {
    return operations.leftOver();
  }

  /**
   * After any event: operations take their next steps, and new connections go where they should.
   */
  void settle(Turn turn) {
    operations.advance(turn);
    prune();
    steer(turn);
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
      steered = Collections.unmodifiableSet(live);
      turn.steer(name(), steered);
    }
  }

  // ---- news from the host

  void hear(Run run, BiConsumer<InstanceMachine, Life> news, Turn turn) {
    InstanceMachine slot = slots.get(run.instance().slot());
    Life life = slot == null ? null : slot.processes().find(run);
    if (slot != null && life != null) {
      news.accept(slot, life);
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
      slot = addSlot(number, turn.now());
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
            .anyMatch(slot -> !slot.isStoppedByOperator() && slot.processes().current() != null);
    if (someRun) {
      wanted = Wanted.UP;
    }
    for (InstanceMachine slot : List.copyOf(slots.values())) {
      if (slot.isRetiring() || slot.isStoppedByOperator()) {
        slot.stop(turn);
      } else if (wanted == Wanted.UP && slot.processes().current() == null) {
        slot.start(new Launch(spec), turn);
      }
    }
    settle(turn);
  }

  ProgramView view() {
    return new ProgramView(
        spec,
        target,
        operations.isReloading(),
        slots.values().stream().map(InstanceMachine::view).toList());
  }
}
