package org.jdeploy.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.State;

/**
 * Requests that jpmd makes itself, of the clock or of changed files. What an operator stopped stays
 * stopped. Reactor thread only.
 */
final class Automation {
  private final Supervision supervision;
  private final Operations operations;

  Automation(Supervision supervision, Operations operations) {
    this.supervision = supervision;
    this.operations = operations;
  }

  /** Starts what is not running of it. */
  void start(String program, Actor actor) {
    instances(program, "start", actor, instance -> !instance.stoppedByOperator());
  }

  /** Restarts what was started of it. */
  void restart(String program, Actor actor) {
    instances(
        program,
        "restart",
        actor,
        instance -> !instance.stoppedByOperator() && instance.state() != State.STOPPED);
  }

  /** Replaces what runs of it; what has given up is tried again. */
  void reload(String program, Actor actor) {
    Optional<ProgramView> view = supervision.program(program);
    if (view.isEmpty()) {
      return;
    }
    if (view.get().instances().stream().anyMatch(Automation::isUp)) {
      Operations.Asked asked = Operations.Asked.of("reload", program, actor);
      supervision.on(
          operations.begin(
              asked, id -> new Event.Reload(id, program, 1, Optional.empty()), _ -> {}));
    } else {
      restart(program, actor);
    }
  }

  private static boolean isUp(InstanceView instance) {
    return switch (instance.state()) {
      case STARTING, RUNNING -> true;
      case STOPPED, BACKOFF, STOPPING, EXITED, FATAL -> false;
    };
  }

  private void instances(
      String program, String verb, Actor actor, Predicate<InstanceView> concerned) {
    Optional<ProgramView> view = supervision.program(program);
    if (view.isEmpty()) {
      return;
    }
    List<InstanceView> all = view.get().instances();
    List<InstanceView> some = all.stream().filter(concerned).toList();
    if (some.size() == all.size() && !all.isEmpty()) {
      request(program, verb, OptionalInt.empty(), actor);
    } else {
      some.forEach(
          instance -> request(program, verb, OptionalInt.of(instance.instance().slot()), actor));
    }
  }

  private void request(String program, String verb, OptionalInt slot, Actor actor) {
    String target = slot.isPresent() ? program + ":" + slot.getAsInt() : program;
    supervision.on(
        operations.begin(
            new Operations.Asked(verb, program, target, actor),
            id ->
                verb.equals("start")
                    ? new Event.Start(id, program, slot)
                    : new Event.Restart(id, program, slot),
            _ -> {}));
  }
}
