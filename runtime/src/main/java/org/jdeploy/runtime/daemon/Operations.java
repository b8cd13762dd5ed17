package org.jdeploy.runtime.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Outcome;

/** Operators' requests that are not over yet. Reactor thread only. */
final class Operations {
  private final Map<OperationId, Consumer<Outcome>> waiting = new HashMap<>();
  private long last;

  /**
   * A new request.
   *
   * @param told gets its outcome
   */
  Event begin(Function<OperationId, Event> request, Consumer<Outcome> told) {
    OperationId id = new OperationId(++last);
    waiting.put(id, told);
    return request.apply(id);
  }

  void ended(OperationId operation, Outcome outcome) {
    Consumer<Outcome> told = waiting.remove(operation);
    if (told != null) {
      told.accept(outcome);
    }
  }
}
