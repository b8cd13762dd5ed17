package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jdeploy.runtime.program.ProgramSpec;

/** Carries the core's actions out on processes that misbehave at random, and reports in time. */
final class SimulatedHost {
  private record Due(Instant at, long order, Event event) {}

  private SplittableRandom random = new SplittableRandom(0);
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
  private final Map<Run, SimulatedProcess> processes = new HashMap<>();

  /** Those whose end the core did not hear of. */
  private final Map<Run, SimulatedProcess> known =
      new TreeMap<>(Comparator.comparingLong(Run::generation));

  private final Set<Run> preparing = new HashSet<>();
  private long order;
  private boolean calm;

  /** From now on every program behaves. */
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** What decides on all that happens from now on. */
  void random(SplittableRandom value) {
    random = value;
  }

  Optional<Instant> next() {
    return Optional.ofNullable(queue.peek()).map(Due::at);
  }

  /** The next thing to report, if it concerns a process whose end is not reported yet. */
  Optional<Event> take() {
    Event event = queue.remove().event();
    return tell(event) ? Optional.of(event) : Optional.empty();
  }

  Collection<SimulatedProcess> known() {
    return known.values();
  }

  List<SimulatedProcess> known(Instance instance) {
    List<SimulatedProcess> here = new ArrayList<>();
    for (SimulatedProcess process : known.values()) {
      if (process.run.instance().equals(instance)) {
        here.add(process);
      }
    }
    return here;
  }

  Optional<SimulatedProcess> process(Run run) {
    return Optional.ofNullable(processes.get(run));
  }

  void carryOut(Action action, Instant now) {
    switch (action) {
      case Action.Spawn(var run, var spec, var _) -> spawn(new SimulatedProcess(run, spec, now));
      case Action.RunHook(var run, var spec, var hook, var _) -> hook(run, spec, hook, now);
      case Action.Drain(var run, var budget) -> drain(get(run), budget, now);
      case Action.Signal(var run, var _) -> signal(get(run), now);
      case Action.Kill(var run) when preparing.contains(run) ->
          later(now, new Event.HookEnded(run, Hook.PRE_START, Optional.of("was killed")));
      case Action.Kill(var run) -> {
        get(run).ending = true;
        exit(run, new Exit.Killed("KILL"), now.plusMillis(random.nextInt(20)));
      }
      case Action.Changed _,
          Action.Steer _,
          Action.CloseSockets _,
          Action.Announce _,
          Action.OperationEnded _ -> {}
    }
  }

  /** Runs whose preStart hook runs. */
  boolean isPreparing(Run run) {
    return preparing.contains(run);
  }

  private void hook(Run run, ProgramSpec spec, Hook hook, Instant now) {
    Optional<String> failure = chance(10) ? Optional.of("exited with code 1") : Optional.empty();
    switch (hook) {
      case PRE_START -> preparing.add(run);
      case PRE_STOP -> get(run).ending = true;
      case POST_START, POST_EXIT -> {}
    }
    boolean inTime = !chance(5);
    Duration time = Duration.ofMillis(random.nextLong(spec.hooks().timeout().toMillis()));
    later(now.plus(inTime ? time : Duration.ofMinutes(1)), new Event.HookEnded(run, hook, failure));
  }

  private SimulatedProcess get(Run run) {
    return process(run).orElseThrow();
  }

  private void spawn(SimulatedProcess process) {
    preparing.remove(process.run);
    processes.put(process.run, process);
    known.put(process.run, process);
    Instant at = process.spawnedAt.plusMillis(random.nextInt(4));
    if (chance(6)) {
      later(at, new Event.SpawnFailed(process.run, "no such directory"));
      return;
    }
    process.alive = true;
    later(at, new Event.Spawned(process.run, 1000 + (int) process.run.generation()));
    if (chance(8)) {
      exit(process.run, anyExit(), at.plusMillis(random.nextInt(1500)));
      return;
    }
    if (process.spec.node() && !chance(10)) {
      at = at.plusMillis(1 + random.nextInt(300));
      later(at, new Event.Listening(process.run, "tcp://0.0.0.0:3000"));
    }
    if (!chance(10)) {
      Duration slow = Duration.ofMillis(random.nextInt(chance(10) ? 4000 : 400));
      later(at.plus(slow), new Event.Ready(process.run));
      if (chance(5)) {
        later(at.plus(slow).plusMillis(random.nextInt(50)), new Event.Ready(process.run));
      }
    }
  }

  private void drain(SimulatedProcess process, Duration budget, Instant now) {
    process.ending = true;
    if (!chance(15)) {
      later(now.plusMillis(random.nextLong(budget.toMillis())), new Event.Drained(process.run));
    }
  }

  private void signal(SimulatedProcess process, Instant now) {
    process.ending = true;
    if (!chance(15)) {
      exit(process.run, anyExit(), now.plusMillis(random.nextInt(2500)));
    }
  }

  /** Dies by itself. */
  void crash(SimulatedProcess process, Instant now) {
    exit(process.run, anyExit(), now.plusMillis(random.nextInt(3)));
  }

  private void exit(Run run, Exit exit, Instant at) {
    later(at, new Event.Exited(run, exit));
  }

  private Exit anyExit() {
    return switch (random.nextInt(4)) {
      case 0 -> new Exit.Code(0);
      case 1 -> new Exit.Killed("SEGV");
      case 2 -> new Exit.Unknown();
      default -> new Exit.Code(1);
    };
  }

  private void later(Instant at, Event event) {
    queue.add(new Due(at, order++, event));
  }

  private boolean tell(Event event) {
    return switch (event) {
      case Event.Spawned(var run, int _) ->
          !get(run).goneTold && told(() -> get(run).spawnTold = true);
      case Event.SpawnFailed(var run, var _) -> told(() -> gone(get(run)));
      case Event.Listening(var run, var address) ->
          get(run).alive && told(() -> get(run).listening.add(address));
      case Event.Ready(var run) ->
          told(() -> get(run).readyTold |= !get(run).goneTold && !get(run).ending);
      case Event.HookEnded(var run, var hook, var failure) -> {
        if (hook == Hook.PRE_START && failure.isPresent()) {
          preparing.remove(run);
        }
        yield true;
      }
      case Event.Exited(var run, var _, var _) -> {
        SimulatedProcess process = get(run);
        boolean news = !process.goneTold;
        gone(process);
        yield news;
      }
      default -> true;
    };
  }

  private void gone(SimulatedProcess process) {
    process.alive = false;
    process.goneTold = true;
    known.remove(process.run);
  }

  private static boolean told(Runnable effect) {
    effect.run();
    return true;
  }

  /**
   * The daemon dies. Time passes; what it was about to hear is lost, exits in particular. What
   * lives goes on.
   *
   * @return what the next daemon finds
   */
  List<Event.Adopted> daemonDies(Instant now) {
    List<Event.Adopted> survivors = new ArrayList<>();
    for (SimulatedProcess process : List.copyOf(known())) {
      if (!process.alive || chance(10)) {
        gone(process);
      }
    }
    preparing.clear();
    List<Due> pending = List.copyOf(queue);
    queue.clear();
    for (Due due : pending) {
      boolean goesOn =
          switch (due.event()) {
            case Event.Exited(var run, var _, var _) -> !get(run).goneTold;
            case Event.Ready(var run) -> !get(run).goneTold;
            case Event.Listening(var run, var _) -> !get(run).goneTold;
            default -> false;
          };
      if (goesOn) {
        later(due.at().isBefore(now) ? now : due.at(), due.event());
      }
    }
    for (SimulatedProcess process : known()) {
      process.spawnTold = true;
      boolean drainingIsKnown = process.ending && !chance(20);
      process.ending = drainingIsKnown;
      survivors.add(
          new Event.Adopted(
              process.run,
              1000 + (int) process.run.generation(),
              process.spec,
              process.spawnedAt,
              process.readyTold,
              drainingIsKnown,
              process.listening));
    }
    for (int i = survivors.size() - 1; i > 0; i--) {
      survivors.add(random.nextInt(i + 1), survivors.remove(i));
    }
    return survivors;
  }

  private boolean chance(int percent) {
    return !calm && random.nextInt(100) < percent;
  }
}
