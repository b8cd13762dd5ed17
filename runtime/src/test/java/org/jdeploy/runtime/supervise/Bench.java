package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * A supervisor on the bench: a test plays operator, host and clock by hand. Actions read compactly:
 * {@code Spawn web:0#2 after web:0#1}.
 */
final class Bench {
  private final Supervisor supervisor = new Supervisor(0);
  private Instant now = Instant.EPOCH;
  private long operations;
  private List<Action> last = List.of();
  private final List<Action> all = new ArrayList<>();

  Bench on(Event event) {
    last = supervisor.on(event, now);
    all.addAll(last);
    return this;
  }

  // ---- operators

  OperationId id() {
    return new OperationId(++operations);
  }

  Bench apply(ProgramSpec spec) {
    return on(new Event.Apply(id(), spec, false));
  }

  Bench apply(Specs specs) {
    return apply(specs.build());
  }

  Bench applyAndReload(Specs specs) {
    return on(new Event.Apply(id(), specs.build(), true));
  }

  Bench start(String name) {
    return on(new Event.Start(id(), name, OptionalInt.empty()));
  }

  Bench start(String name, int slot) {
    return on(new Event.Start(id(), name, OptionalInt.of(slot)));
  }

  Bench stop(String name) {
    return on(new Event.Stop(id(), name, OptionalInt.empty()));
  }

  Bench stop(String name, int slot) {
    return on(new Event.Stop(id(), name, OptionalInt.of(slot)));
  }

  Bench restart(String name) {
    return on(new Event.Restart(id(), name, OptionalInt.empty()));
  }

  Bench reload(String name) {
    return reload(name, 1);
  }

  Bench reload(String name, int parallel) {
    return on(new Event.Reload(id(), name, parallel, Optional.empty()));
  }

  Bench scale(String name, int instances) {
    return on(new Event.Scale(id(), name, instances));
  }

  Bench delete(String name) {
    return on(new Event.Delete(id(), name));
  }

  // ---- the host; runs are written web:0#1

  static Run run(String text) {
    String[] parts = text.split("[:#]", -1);
    return new Run(new Instance(parts[0], Integer.parseInt(parts[1])), Long.parseLong(parts[2]));
  }

  Bench spawned(String run) {
    return on(new Event.Spawned(run(run), 1000 + (int) run(run).generation()));
  }

  Bench spawnFailed(String run) {
    return on(new Event.SpawnFailed(run(run), "no such directory"));
  }

  Bench listening(String run) {
    return on(new Event.Listening(run(run), "tcp://0.0.0.0:3000"));
  }

  Bench ready(String run) {
    return on(new Event.Ready(run(run)));
  }

  /** Spawned, listening, ready. */
  Bench up(String run) {
    return spawned(run).listening(run).ready(run);
  }

  Bench unhealthy(String run) {
    return on(new Event.Unhealthy(run(run), "status 500"));
  }

  Bench healthy(String run) {
    return on(new Event.Healthy(run(run)));
  }

  Bench watchdogMissed(String run) {
    return on(new Event.WatchdogMissed(run(run), "no word for 10 s"));
  }

  Bench overMemory(String run) {
    return on(new Event.OverMemory(run(run), "312 MB of 300 MB"));
  }

  Bench extended(String run, int seconds) {
    return on(new Event.Extended(run(run), Duration.ofSeconds(seconds)));
  }

  Bench hookEnded(String run, Hook hook) {
    return on(new Event.HookEnded(run(run), hook, Optional.empty()));
  }

  Bench hookFailed(String run, Hook hook) {
    return on(new Event.HookEnded(run(run), hook, Optional.of("exited with code 1")));
  }

  Bench drained(String run) {
    return on(new Event.Drained(run(run)));
  }

  Bench exited(String run, int status) {
    return on(new Event.Exited(run(run), new Exit.Code(status)));
  }

  Bench killed(String run, String signal) {
    return on(new Event.Exited(run(run), new Exit.Killed(signal)));
  }

  /** Drained, then exited on the signal. */
  Bench leaves(String run) {
    return drained(run).exited(run, 0);
  }

  // ---- a former daemon's programs and processes

  Bench restored(Specs specs, int instances, Integer... stopped) {
    return on(new Event.Restored(specs.build(), instances, Set.of(stopped)));
  }

  Bench adopted(String run, Specs specs, boolean ready, boolean draining) {
    Set<String> listening = ready ? Set.of("tcp://0.0.0.0:3000") : Set.of();
    return on(new Event.Adopted(run(run), 77, specs.build(), now, ready, draining, listening));
  }

  Bench takenOver() {
    return on(new Event.TakenOver());
  }

  // ---- the clock

  Bench after(Duration time) {
    now = now.plus(time);
    return this;
  }

  Bench afterSeconds(int seconds) {
    return after(Duration.ofSeconds(seconds));
  }

  /** Until the next deadline, and a tick. */
  Bench deadline() {
    now = supervisor.deadline().orElseThrow();
    return on(new Event.Tick());
  }

  Bench tick() {
    return on(new Event.Tick());
  }

  Instant now() {
    return now;
  }

  Optional<Duration> untilDeadline() {
    return supervisor.deadline().map(at -> Duration.between(now, at));
  }

  // ---- what came out

  Supervisor supervisor() {
    return supervisor;
  }

  ProgramView program(String name) {
    return supervisor.program(name).orElseThrow();
  }

  InstanceView instance(String name, int slot) {
    return program(name).instances().get(slot);
  }

  State state(String name) {
    return instance(name, 0).state();
  }

  List<State> states(String name) {
    return program(name).instances().stream().map(InstanceView::state).toList();
  }

  /** The actions of the last event, without announcements. */
  List<String> actions() {
    return last.stream().filter(a -> !(a instanceof Action.Announce)).map(Bench::text).toList();
  }

  /** What the last event's operations ended with. */
  List<Outcome> outcomes() {
    return outcomes(last);
  }

  Outcome outcome() {
    return outcomes().getLast();
  }

  Optional<Outcome> outcomeOf(long operation) {
    return all.stream()
        .flatMap(action ->
            action instanceof Action.OperationEnded(var id, var outcome) && id.number() == operation
                ? Optional.of(outcome).stream()
                : Optional.<Outcome>empty().stream())
        .collect(Collectors.reducing((one, two) -> one));
  }

  List<Announcement> announcements() {
    return last.stream()
        .flatMap(action ->
            action instanceof Action.Announce(var announcement)
                ? Optional.of(announcement).stream()
                : Optional.<Announcement>empty().stream())
        .toList();
  }

  List<Action> lastActions() {
    return last;
  }

  private static List<Outcome> outcomes(List<Action> actions) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof Action.OperationEnded(var _, var outcome)) {
        outcomes.add(outcome);
      }
    }
    return outcomes;
  }

  private static String text(Action action) {
    return switch (action) {
      case Action.Spawn(var run, var _, var old) ->
          "Spawn " + run + old.map(r -> " after " + r).orElse("");
      case Action.RunHook(var run, var _, var hook, var _) -> "Hook " + run + " " + hook.key();
      case Action.Changed(var spec) -> "Changed " + spec.name();
      case Action.Drain(var run, var _) -> "Drain " + run;
      case Action.Signal(var run, var signal) -> "Signal " + run + " " + signal;
      case Action.Kill(var run) -> "Kill " + run;
      case Action.Steer(var program, var slots) -> "Steer " + program + " " + slots;
      case Action.CloseSockets(var instance) -> "Close " + instance;
      case Action.OperationEnded(var _, Outcome.Done _) -> "Done";
      case Action.OperationEnded(var _, Outcome.Failed _) -> "Failed";
      case Action.Announce _ -> "";
    };
  }
}
