package org.jdeploy.runtime.supervise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a program, one at a time in the order of asking. Urgent operations begin at once
 * instead: they cancel those that would start something, and end before all others that wait.
 */
final class OperationQueue {
  private final ProgramMachine program;
  private final Deque<Operation> waiting = new ArrayDeque<>();
  private @Nullable Operation running;

  OperationQueue(ProgramMachine program) {
    this.program = program;
  }

  boolean isReloading() {
    return running != null && running.isReloading();
  }

  boolean isStopping() {
    return all().anyMatch(Operation::isUrgent);
  }

  boolean isDeferred() {
    return all().anyMatch(Operation::isDeferred);
  }

  private Stream<Operation> all() {
    return Stream.concat(Stream.ofNullable(running), waiting.stream());
  }

  void ask(Operation operation, Turn turn) {
    if (operation.isUrgent()) {
      cancelWhatStarts(operation, turn);
      if (begins(operation, turn)) {
        waiting.addFirst(operation);
      }
    } else if (!joins(operation)) {
      waiting.addLast(operation);
    }
  }

  /** A waiting operation does as well, unless what a program is changes in between. */
  private boolean joins(Operation operation) {
    for (Iterator<Operation> last = waiting.descendingIterator(); last.hasNext(); ) {
      Operation other = last.next();
      if (operation.joins(other)) {
        other.ids().addAll(operation.ids());
        return true;
      }
      if (other instanceof ApplyOperation) {
        return false;
      }
    }
    return false;
  }

  private void cancelWhatStarts(Operation urgent, Turn turn) {
    Outcome cancelled = new Outcome.Failed("cancelled by " + urgent.verb(), Optional.empty());
    if (running != null && !running.isUrgent() && urgent.touches(running)) {
      running.cancel(program, turn);
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

  /** Begins it, unless it is about a slot that is not there. */
  private boolean begins(Operation operation, Turn turn) {
    if (operation.slot().isPresent() && program.slots(operation.slot()).isEmpty()) {
      end(operation, noSuchSlot(operation.slot().getAsInt()), turn);
      return false;
    }
    operation.begin(program, turn);
    return true;
  }

  /** Takes all steps that are possible now, of one operation after the other. */
  void advance(Turn turn) {
    for (Operation now = current(turn); now != null; now = current(turn)) {
      Optional<Outcome> outcome = now.advance(program, turn);
      if (outcome.isEmpty()) {
        return;
      }
      end(now, outcome.get(), turn);
      running = null;
    }
  }

  /** The one that runs, or the next one of those that wait. */
  private @Nullable Operation current(Turn turn) {
    while (running == null && !program.isForgotten() && !waiting.isEmpty()) {
      Operation next = waiting.remove();
      if (next.isUrgent() || begins(next, turn)) {
        running = next;
      }
    }
    return running;
  }

  /** What waited when the program was deleted. */
  List<Operation> leftOver() {
    List<Operation> rest = List.copyOf(waiting);
    waiting.clear();
    return rest;
  }

  private static void end(Operation operation, Outcome outcome, Turn turn) {
    operation.ids().forEach(id -> turn.add(new Action.OperationEnded(id, outcome)));
  }

  private Outcome noSuchSlot(int slot) {
    String name = program.name();
    String range =
        switch (program.target()) {
          case 0 -> "it has no instances";
          case 1 -> "it has one, " + name + ":0";
          default -> "it has " + name + ":0 to " + name + ":" + (program.target() - 1);
        };
    return new Outcome.Failed(
        "there is no instance " + name + ":" + slot + ", " + range, Optional.empty());
  }
}
