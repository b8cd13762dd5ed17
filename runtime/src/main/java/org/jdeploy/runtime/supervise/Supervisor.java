package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.StartOrder;

/**
 * The whole core: what it hears goes in, what it wants done comes out.
 *
 * <p>Not thread-safe: one thread owns it. Time is monotonic and passed in; the owner sends {@link
 * Event.Tick} once {@link #deadline} has come. News of runs it does not know are ignored.
 */
public final class Supervisor {
  private final Generations generations;
  private final NavigableMap<String, ProgramMachine> programs = new TreeMap<>();
  private final Dependencies dependencies = new Dependencies(programs);
  private final Admission admission = new Admission(programs, dependencies);

  /**
   * @param lastGeneration the highest {@link Run#generation} ever used in this home; new runs come
   *     after it, and after every adopted one
   */
  public Supervisor(long lastGeneration) {
    this.generations = new Generations(lastGeneration);
  }

  /** Takes an event in and tells what is to be done now, in order. */
  public List<Action> on(Event event, Instant now) {
    Turn turn = new Turn(now);
    switch (event) {
      case Event.Apply(var id, var spec, boolean reload) -> apply(id, spec, reload, turn);
      case Event.Delete(var id, var name) ->
          ask(name, new DeleteOperation(id, before(name, turn)), turn);
      case Event.Start(var id, var name, var slot) -> {
        List<String> pulled = pull(name, turn);
        ask(name, new StartOperation(id, slot).with(pulled), turn);
      }
      case Event.Stop(var id, var name, var slot) -> {
        Precedents precedents = slot.isEmpty() ? before(name, turn) : Precedents.NONE;
        ask(name, new StopOperation(id, slot, precedents), turn);
      }
      case Event.Restart(var id, var name, var slot) -> {
        pull(name, turn);
        ask(name, new RestartOperation(id, slot), turn);
      }
      case Event.Reload(var id, var name, int parallel, var timeout) -> {
        if (parallel < 1) {
          refuse(id, "parallel is " + parallel + ", expected 1 or more", turn);
        } else {
          ask(name, new ReloadOperation(id, parallel, timeout), turn);
        }
      }
      case Event.Scale(var id, var name, int instances) -> {
        if (instances < 0) {
          refuse(id, "instances is " + instances + ", expected 0 or more", turn);
        } else {
          ask(name, new ScaleOperation(id, instances), turn);
        }
      }
      case Event.Restored(var spec, int instances, var stopped) -> {
        ProgramMachine program = new ProgramMachine(spec, generations, now);
        programs.put(spec.name(), program);
        program.restore(instances, stopped, turn);
      }
      case Event.Adopted adopted -> adopt(adopted, turn);
      case Event.TakenOver() -> {
        List.copyOf(programs.values()).forEach(program -> program.takenOver(turn));
        sweep(turn);
      }
      case Event.Spawned(var run, int pid) ->
          hear(run, (slot, life) -> slot.spawned(life, pid, turn), turn);
      case Event.SpawnFailed(var run, var reason) ->
          hear(run, (slot, life) -> slot.spawnFailed(life, reason, turn), turn);
      case Event.Listening(var run, var address) ->
          hear(run, (_, life) -> life.listens(address), turn);
      case Event.Ready(var run) -> hear(run, (slot, life) -> slot.ready(life, turn), turn);
      case Event.Unhealthy(var run, var reason) ->
          hear(run, (slot, life) -> slot.complaints().unhealthy(life, reason, turn), turn);
      case Event.Healthy(var run) ->
          hear(run, (slot, life) -> slot.complaints().healthy(life, turn), turn);
      case Event.WatchdogMissed(var run, var reason) ->
          hear(run, (slot, life) -> slot.complaints().watchdogMissed(life, reason, turn), turn);
      case Event.OverMemory(var run, var reason) ->
          hear(run, (slot, life) -> slot.complaints().overMemory(life, reason, turn), turn);
      case Event.Extended(var run, var by) ->
          hear(run, (_, life) -> life.extend(by, turn.now()), turn);
      case Event.MainPid(var run, int pid) -> hear(run, (_, life) -> life.pid(pid), turn);
      case Event.HookEnded(var run, var hook, var failure) -> {
        failure.ifPresent(text -> turn.announce("hook", run, hook.key() + " " + text));
        hear(run, (slot, life) -> slot.hookEnded(life, hook, failure, turn), turn);
      }
      case Event.Drained(var run) -> hear(run, (slot, life) -> slot.drained(life, turn), turn);
      case Event.Exited(var run, var exit, var hint) ->
          hear(run, (slot, life) -> slot.exited(life, exit, hint, turn), turn);
      case Event.Tick() -> {
        programs.values().forEach(program -> program.tick(turn));
        sweep(turn);
      }
    }
    settle(turn);
    return turn.actions();
  }

  /** What others wait for may have come: their turn, or the end of programs before them. */
  private void settle(Turn turn) {
    boolean again = true;
    while (again) {
      again = admission.admit(turn);
      for (ProgramMachine program : List.copyOf(programs.values())) {
        if (again || program.isDeferred()) {
          program.settle(turn);
        }
      }
      again |= sweep(turn);
    }
  }

  /** When {@link Event.Tick} is wanted, at the latest; empty when there is nothing to wait for. */
  public Optional<Instant> deadline() {
    return Stream.concat(
            admission.deadline().stream(),
            programs.values().stream().flatMap(ProgramMachine::deadlines))
        .min(Instant::compareTo);
  }

  /** All programs, by name. */
  public List<ProgramView> programs() {
    return programs.values().stream().map(ProgramMachine::view).toList();
  }

  public Optional<ProgramView> program(String name) {
    return Optional.ofNullable(programs.get(name)).map(ProgramMachine::view);
  }

  private void apply(OperationId id, ProgramSpec spec, boolean reload, Turn turn) {
    Optional<String> circle =
        StartOrder.circle(spec, programs.values().stream().map(ProgramMachine::spec).toList());
    if (circle.isPresent()) {
      refuse(id, spec.name() + " " + circle.get(), turn);
    } else {
      ask(spec.name(), new ApplyOperation(id, spec, reload), turn);
    }
  }

  /** Starts what a program requires and is not there; names of those. */
  private List<String> pull(String name, Turn turn) {
    ProgramMachine program = programs.get(name);
    List<String> pulled = new ArrayList<>();
    if (program != null) {
      for (ProgramMachine required : dependencies.requirements(program)) {
        if (dependencies.of(required.name()) instanceof Dependencies.Standing.Missing) {
          pulled.add(required.name());
          required.ask(StartOperation.askedByNobody(), turn);
        }
      }
    }
    return pulled;
  }

  /** What must be gone before a program stops; those that require it are stopped now. */
  private Precedents before(String name, Turn turn) {
    return before(name, Set.of(), turn);
  }

  private Precedents before(String name, Set<String> way, Turn turn) {
    ProgramMachine program = programs.get(name);
    if (program == null) {
      return Precedents.NONE;
    }
    Set<String> further = new HashSet<>(way);
    further.add(name);
    List<ProgramMachine> all = new ArrayList<>();
    List<String> dependents = new ArrayList<>();
    for (ProgramMachine dependent : dependencies.dependents(name)) {
      if (!further.contains(dependent.name())) {
        all.add(dependent);
        dependents.add(dependent.name());
        if (!dependent.isStopping()) {
          dependent.ask(new StopOperation(before(dependent.name(), further, turn)), turn);
        }
      }
    }
    all.addAll(dependencies.stoppingBefore(program));
    return new Precedents(all, dependents);
  }

  private void ask(String name, Operation operation, Turn turn) {
    ProgramMachine program = programs.get(name);
    if (program == null && operation instanceof ApplyOperation apply) {
      program = new ProgramMachine(apply.spec(), generations, turn.now());
      programs.put(name, program);
    }
    if (program == null) {
      operation.ids().forEach(id -> refuse(id, "there is no program named " + name, turn));
      return;
    }
    program.ask(operation, turn);
    sweep(turn);
  }

  private static void refuse(OperationId id, String message, Turn turn) {
    turn.add(new Action.OperationEnded(id, new Outcome.Failed(message, Optional.empty())));
  }

  private void adopt(Event.Adopted adopted, Turn turn) {
    generations.seen(adopted.run());
    ProgramMachine program = programs.get(adopted.run().program());
    if (program == null) {
      program = new ProgramMachine(adopted.spec(), generations, turn.now());
      programs.put(adopted.run().program(), program);
      program.restoreUndefined(turn);
    }
    program.adopt(adopted, turn);
  }

  private void hear(Run run, BiConsumer<InstanceMachine, Life> news, Turn turn) {
    ProgramMachine program = programs.get(run.program());
    if (program != null) {
      program.hear(run, news, turn);
      sweep(turn);
    }
  }

  /**
   * Drops deleted programs; what waited behind the deletion finds the program gone, or defines it
   * anew.
   */
  private boolean sweep(Turn turn) {
    boolean some = false;
    for (ProgramMachine program : List.copyOf(programs.values())) {
      if (program.isForgotten()) {
        some = true;
        programs.remove(program.name());
        program.leftOver().forEach(operation -> ask(program.name(), operation, turn));
      }
    }
    return some;
  }
}
