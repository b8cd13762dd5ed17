package org.jdeploy.runtime.daemon;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.supervise.Action;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.Supervisor;

/**
 * Feeds the pure core: one event after the other, its actions carried out in order before the next.
 * Reactor thread only.
 */
final class Supervision {
  private final Supervisor core;
  private final InstantSource clock;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private Consumer<Action> carrier = _ -> {};
  private Runnable afterOperations = () -> {};
  private Runnable afterEvents = () -> {};
  private boolean busy;

  Supervision(Supervisor core, InstantSource clock) {
    this.core = core;
    this.clock = clock;
  }

  /**
   * @param carrier carries actions out; may call {@link #on}, whose events then wait their turn
   * @param afterOperations run when an operation has ended
   */
  void begin(Reactor reactor, Consumer<Action> carrier, Runnable afterOperations) {
    this.carrier = carrier;
    this.afterOperations = afterOperations;
    reactor.deadline(core::deadline, () -> on(new Event.Tick()));
  }

  /**
   * @param task run after each event and what it led to
   */
  void afterEvents(Runnable task) {
    afterEvents = task;
  }

  void on(Event event) {
    waiting.add(event);
    if (busy) {
      return;
    }
    busy = true;
    try {
      for (Event next = waiting.poll(); next != null; next = waiting.poll()) {
        List<Action> actions = core.on(next, clock.instant());
        actions.forEach(carrier);
        if (actions.stream().anyMatch(Action.OperationEnded.class::isInstance)) {
          afterOperations.run();
        }
      }
    } finally {
      busy = false;
    }
    afterEvents.run();
  }

  List<ProgramView> programs() {
    return core.programs();
  }

  Optional<ProgramView> program(String name) {
    return core.program(name);
  }
}
