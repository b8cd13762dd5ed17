package org.jdeploy.runtime.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Outcome;

/**
 * Requests that are not over yet. Each has a number of its own, also among those of former daemons,
 * and is in the journal: who asked for what, and what came of it. Reactor thread only.
 */
final class Operations {
  private final Journal journal;
  private final Map<OperationId, Waiting> waiting = new HashMap<>();

  /**
   * What was asked for.
   *
   * @param verb {@code restart}
   * @param target {@code blogd} or {@code blogd:2}
   */
  record Asked(String verb, String program, String target, Actor actor) {
    static Asked of(String verb, String program, Actor actor) {
      return new Asked(verb, program, program, actor);
    }
  }

  /** Whoever wants to know what comes of it. */
  @FunctionalInterface
  interface Asker {
    default void begun(OperationId operation) {}

    void ended(Outcome outcome);
  }

  private record Waiting(Asked asked, Asker asker) {}

  Operations(Journal journal) {
    this.journal = journal;
  }

  /** None is under way. */
  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** A new request, for the supervisor. */
  Event begin(Asked asked, Function<OperationId, Event> request, Asker asker) {
    OperationId id = new OperationId(journal.asked(asked));
    waiting.put(id, new Waiting(asked, asker));
    asker.begun(id);
    return request.apply(id);
  }

  void ended(OperationId operation, Outcome outcome) {
    Waiting request = waiting.remove(operation);
    if (request != null) {
      journal.ended(operation, request.asked(), outcome);
      request.asker().ended(outcome);
    }
  }
}
