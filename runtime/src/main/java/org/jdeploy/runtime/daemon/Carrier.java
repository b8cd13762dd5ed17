package org.jdeploy.runtime.daemon;

import java.util.function.Consumer;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.supervise.Action;

/** Carries out what the supervisor wants done. Reactor thread only. */
final class Carrier implements Consumer<Action> {
  private final Processes processes;
  private final SlotSockets sockets;
  private final Journal journal;
  private final Operations operations;
  private final Generations generations;
  private final DaemonLog log;

  Carrier(
      Processes processes,
      SlotSockets sockets,
      Journal journal,
      Operations operations,
      Generations generations,
      DaemonLog log) {
    this.processes = processes;
    this.sockets = sockets;
    this.journal = journal;
    this.operations = operations;
    this.generations = generations;
    this.log = log;
  }

  @Override
  public void accept(Action action) {
    try {
      switch (action) {
        case Action.Spawn(var run, var spec, var predecessor) -> {
          generations.uses(run.generation());
          processes.spawn(run, spec, predecessor);
        }
        case Action.RunHook hook -> processes.hook(hook);
        case Action.Changed(var spec) -> processes.changed(spec);
        case Action.Drain drain -> processes.drain(drain);
        case Action.Signal(var run, var signal) -> processes.signal(run, signal);
        case Action.Kill(var run) -> processes.kill(run);
        case Action.Steer(var program, var slots) -> sockets.steer(program, slots);
        case Action.CloseSockets(var instance) -> sockets.close(instance);
        case Action.Announce(var announcement) -> journal.append(announcement);
        case Action.OperationEnded(var operation, var outcome) ->
            operations.ended(operation, outcome);
      }
    } catch (HostException e) {
      // the system refused; what was to come of it is noticed by its absence
      log.warn(action.getClass().getSimpleName() + " failed: " + e.getMessage());
    }
  }
}
