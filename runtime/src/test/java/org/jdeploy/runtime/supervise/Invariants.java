package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * What must hold after every step of a simulation; throws {@link AssertionError} when it does not.
 */
final class Invariants {
  private static final Duration LATENESS = Duration.ofMillis(100);

  /** An operation that has not ended, and how many instances it may replace at a time. */
  private record Asked(String program, int parallel) {}

  private record Reloading(int readyAtBegin, int parallel, boolean overlaps, boolean restarts) {}

  private final SimulatedHost host;
  private final Map<OperationId, Asked> pending = new HashMap<>();
  private final Map<String, Set<Integer>> steered = new HashMap<>();
  private final Map<Instance, Instant> inBackoffSince = new HashMap<>();
  private final Map<String, Reloading> reloads = new HashMap<>();
  private final Set<Instance> stopped = new HashSet<>();
  private final Set<String> beingDeleted = new HashSet<>();
  private final Set<Long> used = new HashSet<>();
  private long generation;

  Invariants(SimulatedHost host) {
    this.host = host;
  }

  Set<OperationId> pending() {
    return pending.keySet();
  }

  long generation() {
    return generation;
  }

  // ---- before the core hears an event

  void asked(Event event, Supervisor supervisor) {
    switch (event) {
      case Event.Apply(var id, var spec, boolean _) -> {
        pending.put(id, new Asked(spec.name(), 1));
        if (supervisor.program(spec.name()).isEmpty() || beingDeleted.contains(spec.name())) {
          stopped.removeIf(instance -> instance.program().equals(spec.name()));
        }
        forgetStopsFrom(spec.name(), spec.instances());
      }
      case Event.Delete(var id, var name) -> {
        pending.put(id, new Asked(name, 0));
        dependentsStop(name, supervisor);
        beingDeleted.add(name);
      }
      case Event.Start(var id, var name, var slot) -> started(id, name, slot, supervisor);
      case Event.Restart(var id, var name, var slot) -> started(id, name, slot, supervisor);
      case Event.Stop(var id, var name, var slot) -> {
        pending.put(id, new Asked(name, 0));
        if (slot.isEmpty()) {
          dependentsStop(name, supervisor);
        }
        int target = supervisor.program(name).map(ProgramView::target).orElse(0);
        for (int number = 0; number < 8; number++) {
          if (slot.isEmpty() || (slot.getAsInt() == number && number < target)) {
            stopped.add(new Instance(name, number));
          }
        }
      }
      case Event.Reload(var id, var name, int many, var _) -> {
        pending.put(id, new Asked(name, many));
      }
      case Event.Scale(var id, var name, int instances) -> {
        pending.put(id, new Asked(name, 0));
        forgetStopsFrom(name, instances);
      }
      case Event.Exited(var run, var _, var _) -> {
        if (!host.process(run).orElseThrow().ending) {
          reloads.remove(run.program());
        }
      }
      case Event.Unhealthy(var run, var _) -> reloads.remove(run.program());
      case Event.WatchdogMissed(var run, var _) -> reloads.remove(run.program());
      case Event.OverMemory(var run, var _) ->
          reloads.computeIfPresent(
              run.program(), (_, reload) -> reload.overlaps() && reload.restarts() ? reload : null);
      default -> {}
    }
  }

  private void started(OperationId id, String name, OptionalInt slot, Supervisor supervisor) {
    pending.put(id, new Asked(name, 0));
    stopped.removeIf(instance ->
        instance.program().equals(name) && (slot.isEmpty() || slot.getAsInt() == instance.slot()));
    supervisor.program(name).ifPresent(program -> forgetStopsFrom(name, program.target()));
    required(name, supervisor, new HashSet<>());
  }

  /** What it requires starts with it, though an operator stopped it. */
  private void required(String name, Supervisor supervisor, Set<String> seen) {
    for (String other :
        supervisor.program(name).map(view -> view.spec().order().requires()).orElse(List.of())) {
      if (seen.add(other)) {
        stopped.removeIf(instance -> instance.program().equals(other));
        required(other, supervisor, seen);
      }
    }
  }

  /** What requires it stops with it, and counts as stopped by the operator. */
  private void dependentsStop(String name, Supervisor supervisor) {
    if (supervisor.program(name).isEmpty()) {
      return;
    }
    for (ProgramView view : supervisor.programs()) {
      boolean up =
          view.instances().stream()
              .anyMatch(one -> one.state() != State.STOPPED && !one.stoppedByOperator());
      if (up && view.spec().order().requires().contains(name) && !view.name().equals(name)) {
        for (int number = 0; number < view.target(); number++) {
          stopped.add(new Instance(view.name(), number));
        }
        dependentsStop(view.name(), supervisor);
      }
    }
  }

  /** New slots follow what was last asked of the program as a whole. */
  private void forgetStopsFrom(String name, int instances) {
    stopped.removeIf(instance -> instance.program().equals(name) && instance.slot() >= instances);
  }

  /** Another daemon: nobody waits any more, and stops are what was written down. */
  void daemonDied(Set<Instance> stoppedInState, Map<String, Integer> programs) {
    pending.clear();
    steered.clear();
    inBackoffSince.clear();
    reloads.clear();
    stopped.clear();
    beingDeleted.clear();
    stopped.addAll(stoppedInState);
    programs.forEach((name, target) -> {
      boolean allStopped =
          target > 0
              && stoppedInState.stream().filter(i -> i.program().equals(name)).count() >= target;
      for (int number = target; allStopped && number < 8; number++) {
        stopped.add(new Instance(name, number));
      }
    });
  }

  // ---- each action, before it is carried out

  /**
   * @param byPolicy whatever it starts is the restart policy's doing
   */
  void check(Action action, boolean byPolicy, Instant now) {
    switch (action) {
      case Action.Spawn spawn -> checkSpawn(spawn, byPolicy, now);
      case Action.Drain(var run, var _) -> checkAlive(run);
      case Action.Signal(var run, var _) -> checkAlive(run);
      case Action.RunHook(var run, var _, var hook, var _) -> {
        switch (hook) {
          case PRE_START ->
              require(!stopped.contains(run.instance()), () -> "prepared though stopped");
          case POST_START, PRE_STOP -> checkAlive(run);
          case POST_EXIT -> {}
        }
      }
      case Action.Changed _ -> {}
      case Action.Kill(var run) -> {
        if (!host.isPreparing(run)) {
          checkAlive(run);
        }
      }
      case Action.Steer(var program, var slots) -> steered.put(program, new TreeSet<>(slots));
      case Action.CloseSockets(var instance) ->
          require(
              host.known(instance).isEmpty(),
              () -> "sockets closed below a process of " + instance);
      case Action.OperationEnded(var id, var _) -> {
        Asked ended = pending.remove(id);
        if (ended == null) {
          throw new AssertionError(id + " ended twice or was never asked");
        }
        reloads.remove(ended.program());
      }
      case Action.Announce _ -> {}
    }
  }

  private void checkSpawn(Action.Spawn spawn, boolean byPolicy, Instant now) {
    Instance instance = spawn.run().instance();
    require(used.add(spawn.run().generation()), () -> "generation used twice: " + spawn.run());
    generation = Math.max(generation, spawn.run().generation());
    List<SimulatedProcess> others = host.known(instance);
    require(others.size() <= 1, () -> "third process in " + instance);
    for (SimulatedProcess other : others) {
      require(other.canOverlapWith(spawn.spec()), () -> "second process of " + instance);
    }
    spawn
        .predecessor()
        .ifPresent(old ->
            require(
                others.stream().anyMatch(process -> process.run.equals(old)),
                () -> "predecessor is gone: " + old));
    require(
        !stopped.contains(instance), () -> "started though stopped by an operator: " + instance);
    Instant since = inBackoffSince.get(instance);
    if (since != null && byPolicy) {
      Duration waited = Duration.between(since, now);
      require(
          waited.compareTo(spawn.spec().restart().backoff().initial()) >= 0
              && waited.compareTo(spawn.spec().restart().backoff().max().plus(LATENESS)) <= 0,
          () -> "restarted after " + waited + ": " + instance);
    }
  }

  /** What starts has all that it requires; a successor has it since its predecessor started. */
  void requirements(List<Action> actions, Map<String, ProgramView> views) {
    for (Action action : actions) {
      switch (action) {
        case Action.Spawn(var run, var spec, var old)
            when old.isEmpty() && spec.hooks().preStart().isEmpty() ->
            checkRequirements(run, views);
        case Action.RunHook(var run, _, var hook, _) when hook == Hook.PRE_START ->
            checkRequirements(run, views);
        default -> {}
      }
    }
  }

  private static void checkRequirements(Run run, Map<String, ProgramView> views) {
    ProgramView program = views.get(run.program());
    if (program == null
        || program.instances().stream().noneMatch(one -> one.run().equals(Optional.of(run)))) {
      return;
    }
    for (String name : program.spec().order().requires()) {
      ProgramView required = views.get(name);
      require(
          required != null
              && required.instances().stream()
                  .anyMatch(one -> one.state() == State.RUNNING || one.didItsWork()),
          () -> run + " starts without " + name);
    }
  }

  private void checkAlive(Run run) {
    boolean ok =
        host.process(run).filter(process -> process.spawnTold && !process.goneTold).isPresent();
    require(ok, () -> "action for a process that is not there: " + run);
  }

  // ---- after the actions of an event

  void checkAfter(Supervisor supervisor, Collection<ProgramView> programs, Instant now) {
    Map<String, Set<Integer>> serving = new HashMap<>();
    for (SimulatedProcess process : host.known()) {
      if (process.serves()) {
        serving
            .computeIfAbsent(process.run.program(), _ -> new HashSet<>())
            .add(process.run.instance().slot());
      }
    }
    Set<Run> seen = new HashSet<>();
    Set<Instance> instances = new HashSet<>();
    for (ProgramView program : programs) {
      Set<Integer> live = serving.getOrDefault(program.name(), Set.of());
      require(
          live.equals(steered.getOrDefault(program.name(), Set.of())),
          () ->
              program.name()
                  + " serves in "
                  + live
                  + ", steered to "
                  + steered.get(program.name()));
      for (InstanceView instance : program.instances()) {
        checkInstance(instance, live, now);
        instances.add(instance.instance());
        instance.run().ifPresent(seen::add);
        instance.successor().ifPresent(seen::add);
        seen.addAll(instance.draining());
      }
      checkReload(program, live.size());
    }
    for (SimulatedProcess process : host.known()) {
      require(seen.contains(process.run), () -> "lost sight of " + process.run);
    }
    inBackoffSince.keySet().retainAll(instances);
    beingDeleted.removeIf(name -> supervisor.program(name).isEmpty());
    supervisor
        .deadline()
        .ifPresent(at -> require(at.isAfter(now.minusSeconds(1)), () -> "stuck at " + at));
  }

  private void checkInstance(InstanceView view, Set<Integer> live, Instant now) {
    Instance instance = view.instance();
    boolean hasProcess =
        switch (view.state()) {
          case STOPPED, EXITED, FATAL, BACKOFF -> false;
          case RUNNING -> true;
          case STARTING, STOPPING -> view.run().isPresent();
        };
    require(view.run().isPresent() == hasProcess, () -> view.state() + " with " + view.run());
    Set<Run> known = new HashSet<>();
    host.known(instance).forEach(process -> known.add(process.run));
    view.run()
        .ifPresent(run ->
            require(known.contains(run) || host.isPreparing(run), () -> "shows the dead " + run));
    require(
        view.draining().stream().allMatch(run -> known.contains(run) || host.isPreparing(run)),
        () -> "shows dead " + view.draining());
    require(
        live.contains(instance.slot()) == (view.state() == State.RUNNING),
        () -> instance + " is " + view.state() + ", serves in " + live);
    if (view.state() == State.STOPPED) {
      require(known.isEmpty(), () -> instance + " is STOPPED, has " + known);
    }
    if (view.state() == State.BACKOFF) {
      Instant since = inBackoffSince.computeIfAbsent(instance, _ -> view.since());
      require(since.plusSeconds(6).isAfter(now), () -> instance + " stays in BACKOFF");
      inBackoffSince.put(instance, view.since());
    } else {
      inBackoffSince.remove(instance);
    }
  }

  /** While instances are replaced one after the other, all others serve. */
  private void checkReload(ProgramView program, int ready) {
    String name = program.name();
    if (!program.reloading()) {
      reloads.remove(name);
      return;
    }
    Reloading reload = reloads.get(name);
    if (reload != null) {
      int fewest =
          reload.overlaps() ? reload.readyAtBegin() : reload.readyAtBegin() - reload.parallel();
      require(
          ready >= fewest,
          () ->
              name
                  + " serves with "
                  + ready
                  + " instances, began the reload with "
                  + reload.readyAtBegin());
    }
  }

  /** A reload began with so many ready instances, all of which were asked to run. */
  void reloadBegan(ProgramView before) {
    List<InstanceView> instances = before.instances();
    boolean allReady =
        instances.size() == before.target()
            && instances.stream().allMatch(view -> view.state() == State.RUNNING);
    if (allReady) {
      reloads.put(
          before.name(),
          new Reloading(
              instances.size(),
              pending.values().stream()
                  .filter(asked -> asked.program().equals(before.name()))
                  .mapToInt(Asked::parallel)
                  .max()
                  .orElseThrow(),
              before.spec().cluster(),
              before.spec().restart().when() != ProgramSpec.Autorestart.NEVER));
    }
  }

  static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }
}
