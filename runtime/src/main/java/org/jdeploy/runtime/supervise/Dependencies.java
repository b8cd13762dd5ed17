package org.jdeploy.runtime.supervise;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;

/** How programs need each other, and how it stands with what they need. */
final class Dependencies {
  private final Map<String, ProgramMachine> programs;

  Dependencies(Map<String, ProgramMachine> programs) {
    this.programs = programs;
  }

  /** How it stands with a program that another one requires. */
  sealed interface Standing {
    record Ready() implements Standing {}

    record Coming() implements Standing {}

    /**
     * @param why for a person, after its name: {@code is stopped}
     */
    record Missing(String why) implements Standing {}
  }

  /** Some instance is ready, and none is still to come. */
  Standing of(String name) {
    ProgramMachine program = programs.get(name);
    if (program == null) {
      return new Standing.Missing("is not defined");
    }
    List<InstanceMachine> slots = program.slots(OptionalInt.empty());
    if (slots.stream().anyMatch(slot -> slot.isComing() && !slot.isBlocked())) {
      return new Standing.Coming();
    }
    if (slots.stream().anyMatch(slot -> slot.serves() || slot.didItsWork())) {
      return new Standing.Ready();
    }
    if (slots.isEmpty()) {
      return new Standing.Missing("has no instances");
    }
    InstanceMachine first = slots.getFirst();
    return new Standing.Missing(
        first.isStoppedByOperator() || first.state() == State.STOPPED
            ? "is stopped"
            : "is " + first.state() + ": " + first.view().description());
  }

  /** It is about to come up, and nothing else is in its way than its turn. */
  boolean isComing(String name) {
    return of(name) instanceof Standing.Coming;
  }

  /** One program comes, by whatever way, before itself or another one. */
  boolean comesBefore(String first, String later) {
    return reaches(later, first, new HashSet<>());
  }

  private boolean reaches(String from, String to, Set<String> seen) {
    ProgramMachine program = programs.get(from);
    if (program == null || !seen.add(from)) {
      return false;
    }
    for (String next : program.spec().order().requires()) {
      if (next.equals(to) || reaches(next, to, seen)) {
        return true;
      }
    }
    for (String next : program.spec().order().after()) {
      if (next.equals(to) || reaches(next, to, seen)) {
        return true;
      }
    }
    return false;
  }

  /** Whatever a program requires, directly or not, first what must start first. */
  List<ProgramMachine> requirements(ProgramMachine program) {
    SequencedSet<ProgramMachine> found = new LinkedHashSet<>();
    collect(program, new HashSet<>(Set.of(program.name())), found);
    return List.copyOf(found);
  }

  private void collect(
      ProgramMachine program, Set<String> seen, SequencedSet<ProgramMachine> found) {
    for (String name : program.spec().order().requires()) {
      ProgramMachine next = programs.get(name);
      if (next != null && seen.add(name)) {
        collect(next, seen, found);
        found.add(next);
      }
    }
  }

  /** Programs that require it and are not stopped, by name. */
  List<ProgramMachine> dependents(String name) {
    List<ProgramMachine> found = new ArrayList<>();
    for (ProgramMachine program : programs.values()) {
      boolean up =
          !program.isEmpty()
              || program.slots(OptionalInt.empty()).stream().anyMatch(InstanceMachine::isUp);
      if (up && program.spec().order().requires().contains(name)) {
        found.add(program);
      }
    }
    return found;
  }

  /**
   * Programs that are being stopped already and are to be gone before: those of a higher priority,
   * and those that start after it.
   */
  List<ProgramMachine> stoppingBefore(ProgramMachine program) {
    return programs.values().stream()
        .filter(other -> other != program && other.isStopping() && !other.isEmpty())
        .filter(other ->
            other.spec().order().priority() > program.spec().order().priority()
                || other.spec().order().after().contains(program.name()))
        .toList();
  }
}
