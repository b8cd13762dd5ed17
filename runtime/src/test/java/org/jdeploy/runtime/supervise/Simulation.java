package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;

/**
 * One random schedule of crashes, slow and failing starts, lost drains, operator commands and
 * daemon crashes against the core; the seed decides everything.
 */
final class Simulation {
  private static final List<String> NAMES = List.of("api", "store", "web", "worker");

  /** Only the name of a specification. */
  private static final Pattern SPEC = Pattern.compile("ProgramSpec\\[name=(\\w+),.*]]");

  /** An event or an action; made text only when somebody is to read it. */
  private record Line(Instant at, boolean isAction, Object what) {
    @Override
    public String toString() {
      String text = SPEC.matcher(what.toString()).replaceAll("$1");
      return isAction ? "    → " + text : at + " ← " + text;
    }
  }

  private final SimulatedHost host = new SimulatedHost();
  private final Invariants invariants = new Invariants(host);
  private final List<Line> trace = new ArrayList<>();
  private Supervisor supervisor = new Supervisor(0);
  private Instant now = Instant.EPOCH.plusSeconds(1000);
  private SplittableRandom random = new SplittableRandom(0);
  private Map<String, ProgramView> views = Map.of();
  private long operations;
  private final Map<OperationId, Event> asked =
      new TreeMap<>(Comparator.comparingLong(OperationId::number));
  private int step;

  /** The steps that a seed stands for. */
  static long[] schedule(long seed, int steps) {
    return new SplittableRandom(seed).longs(steps).toArray();
  }

  /** What happened, for a failing schedule. */
  String trace() {
    return trace.subList(Math.max(0, trace.size() - 200), trace.size()).stream()
        .map(Line::toString)
        .collect(Collectors.joining("\n"));
  }

  /** How many steps were taken. */
  int steps() {
    return step;
  }

  /**
   * Takes one step after the other; each number decides all that is random in its step, so that a
   * schedule without some of them is a schedule, too.
   */
  void run(long[] schedule) {
    for (long seed : schedule) {
      step++;
      begin(seed);
      int dice = random.nextInt(1000);
      if (dice < 120) {
        on(command());
      } else if (dice < 150) {
        crashSomething();
      } else if (dice < 160) {
        complainAboutHealth();
      } else if (dice < 165) {
        daemonCrash(random.nextBoolean() ? command() : new Event.Tick());
      } else {
        timeGoesOn();
      }
      if (trace.size() > 10_000) {
        trace.subList(0, 9_000).clear();
      }
    }
    settle();
  }

  /**
   * Commands to programs that behave. In the end the daemon may die, and whoever waits for a
   * command asks again.
   *
   * @return what runs when all is quiet, and with which version
   */
  Map<Instance, String> calmly(long[] schedule, boolean dies) {
    host.calm();
    for (long seed : schedule) {
      begin(seed);
      if (random.nextInt(4) == 0) {
        on(command());
      } else {
        timeGoesOn();
      }
    }
    if (dies) {
      List<Event> lost = List.copyOf(asked.values());
      daemonCrash(new Event.Tick());
      lost.forEach(this::on);
    }
    settle();
    for (int quiet = 0; quiet < 1000 && hasWork(); quiet++) {
      timeGoesOn();
    }
    Map<Instance, String> running = new TreeMap<>();
    for (SimulatedProcess process : host.known()) {
      running.put(process.run.instance(), process.spec.environment().toString());
    }
    return running;
  }

  private void begin(long seed) {
    random = new SplittableRandom(seed);
    host.random(random.split());
  }

  /** Nobody commands or crashes anything any more: every operation comes to its end. */
  private void settle() {
    Instant limit = now.plus(Duration.ofMinutes(10));
    begin(step);
    while (!invariants.pending().isEmpty()) {
      Invariants.require(now.isBefore(limit), () -> "never ended: " + invariants.pending());
      timeGoesOn();
    }
  }

  private void timeGoesOn() {
    Optional<Instant> deadline = supervisor.deadline();
    Optional<Instant> report = host.next();
    if (deadline.isEmpty() && report.isEmpty()) {
      now = now.plusSeconds(1);
      Invariants.require(
          random.nextInt(2) >= 0 && (invariants.pending().isEmpty() || hasWork()),
          () -> "nothing can happen any more, and these wait: " + invariants.pending());
      return;
    }
    boolean tick =
        deadline.isPresent() && (report.isEmpty() || !report.get().isBefore(deadline.get()));
    if (tick) {
      advanceTo(deadline.get().plusMillis(random.nextInt(10) == 0 ? random.nextInt(50) : 0));
      on(new Event.Tick());
    } else {
      advanceTo(report.get());
      host.take().ifPresent(this::on);
    }
  }

  private boolean hasWork() {
    return supervisor.deadline().isPresent() || host.next().isPresent();
  }

  private void advanceTo(Instant time) {
    now = time.isAfter(now) ? time : now;
  }

  private void on(Event event) {
    Map<String, ProgramView> before = views;
    List<Action> actions = decide(event);
    boolean byPolicy =
        event instanceof Event.Tick
            && actions.stream().noneMatch(Action.OperationEnded.class::isInstance);
    for (Action action : actions) {
      invariants.check(action, byPolicy, now);
      host.carryOut(action, now);
    }
    asked.keySet().retainAll(invariants.pending());
    views = views();
    invariants.requirements(actions, views);
    for (ProgramView view : views.values()) {
      ProgramView former = before.get(view.name());
      if (view.reloading() && former != null && !former.reloading()) {
        invariants.reloadBegan(former);
      }
    }
    invariants.checkAfter(supervisor, views.values(), now);
  }

  private List<Action> decide(Event event) {
    trace.add(new Line(now, false, event));
    invariants.asked(event, supervisor);
    List<Action> actions = supervisor.on(event, now);
    invariants.pending().stream()
        .filter(id -> !asked.containsKey(id))
        .forEach(id -> asked.put(id, event));
    actions.forEach(action -> trace.add(new Line(now, true, action)));
    return actions;
  }

  private Map<String, ProgramView> views() {
    Map<String, ProgramView> views = new LinkedHashMap<>();
    supervisor.programs().forEach(view -> views.put(view.name(), view));
    return views;
  }

  /** The daemon dies while it carries out what follows an event; another one takes over. */
  private void daemonCrash(Event last) {
    List<ProgramView> state = supervisor.programs();
    List<Action> actions = decide(last);
    boolean written = random.nextBoolean();
    if (written) {
      state = supervisor.programs();
    }
    int carriedOut = random.nextInt(actions.size() + 1);
    for (Action action : actions.subList(0, carriedOut)) {
      invariants.check(action, false, now);
      host.carryOut(action, now);
    }
    now = now.plusMillis(random.nextInt(3000));
    List<Event.Adopted> survivors = host.daemonDies(now);
    Set<Instance> stopped = new HashSet<>();
    Map<String, Integer> targets = new HashMap<>();
    for (ProgramView program : state) {
      targets.put(program.name(), program.target());
      program.instances().stream()
          .filter(InstanceView::stoppedByOperator)
          .map(InstanceView::instance)
          .filter(instance -> instance.slot() < program.target())
          .forEach(stopped::add);
    }
    trace.add(new Line(now, false, "daemon died, " + carriedOut + " actions, written: " + written));
    invariants.daemonDied(stopped, targets);
    supervisor = new Supervisor(invariants.generation());
    for (ProgramView program : state) {
      Set<Integer> slots = new HashSet<>();
      stopped.stream()
          .filter(instance -> instance.program().equals(program.name()))
          .forEach(instance -> slots.add(instance.slot()));
      takeOver(new Event.Restored(program.spec(), program.target(), slots));
    }
    survivors.forEach(this::takeOver);
    on(new Event.TakenOver());
  }

  private void takeOver(Event event) {
    for (Action action : decide(event)) {
      invariants.check(action, false, now);
      host.carryOut(action, now);
    }
  }

  private void crashSomething() {
    List<SimulatedProcess> living =
        host.known().stream().filter(p -> p.alive && p.spawnTold).toList();
    if (!living.isEmpty()) {
      host.crash(living.get(random.nextInt(living.size())), now);
    }
  }

  private void complainAboutHealth() {
    List<SimulatedProcess> living = host.known().stream().filter(p -> p.readyTold).toList();
    if (!living.isEmpty()) {
      Run run = living.get(random.nextInt(living.size())).run;
      on(
          switch (random.nextInt(6)) {
            case 0 -> new Event.WatchdogMissed(run, "no word");
            case 1 -> new Event.Extended(run, Duration.ofMillis(random.nextInt(5000)));
            case 2 -> new Event.MainPid(run, 7);
            case 3 -> new Event.OverMemory(run, "too much");
            case 4 -> new Event.Healthy(run);
            default -> new Event.Unhealthy(run, "status 500");
          });
    }
  }

  private Event command() {
    OperationId id = new OperationId(++operations);
    String name = NAMES.get(random.nextInt(NAMES.size()));
    OptionalInt slot =
        random.nextInt(4) == 0 ? OptionalInt.of(random.nextInt(4)) : OptionalInt.empty();
    return switch (random.nextInt(16)) {
      case 0, 1 -> new Event.Start(id, name, slot);
      case 2 -> new Event.Stop(id, name, slot);
      case 3 -> new Event.Restart(id, name, slot);
      case 4, 5, 6, 7, 8 ->
          new Event.Reload(
              id,
              name,
              1 + random.nextInt(2),
              random.nextInt(3) == 0 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty());
      case 9, 10 -> new Event.Scale(id, name, random.nextInt(5));
      case 11 ->
          random.nextInt(3) == 0 ? new Event.Delete(id, name) : new Event.Start(id, name, slot);
      default -> new Event.Apply(id, anySpec(name), random.nextBoolean());
    };
  }

  private ProgramSpec anySpec(String name) {
    Specs specs = Specs.spec(name).instances(random.nextInt(5));
    switch (name) {
      case "web" -> specs.requires(random.nextBoolean() ? new String[] {"store"} : new String[0]);
      case "store" -> specs.worker().priority(1).instances(1 + random.nextInt(2));
      case "api" -> {
        specs.plainNode();
        if (random.nextInt(3) == 0) {
          specs.startsAfter("web");
        }
        if (random.nextInt(3) == 0) {
          specs.requires(random.nextBoolean() ? "web" : "nothing");
        }
      }
      default -> {
        specs.worker();
        if (random.nextInt(3) == 0) {
          specs.requires(random.nextInt(4) == 0 ? "worker" : "api");
        }
        if (random.nextInt(4) == 0) {
          specs.listen(4000);
        }
      }
    }
    if (random.nextInt(4) == 0) {
      specs.hooks(
          switch (random.nextInt(3)) {
            case 0 -> Hook.values();
            case 1 -> new Hook[] {Hook.PRE_START};
            default -> new Hook[] {Hook.PRE_STOP, Hook.POST_EXIT};
          });
    }
    if (random.nextInt(4) == 0) {
      specs.signals("INT", "TERM");
    }
    if (random.nextInt(5) == 0) {
      specs.limit(1 + random.nextInt(3), Duration.ofSeconds(20));
    }
    if (random.nextInt(5) == 0) {
      specs.fatalExitCodes(1);
    }
    Autorestart[] policies = Autorestart.values();
    return specs
        .autostart(random.nextInt(5) > 0 || host.isCalm())
        .autorestart(policies[random.nextInt(policies.length)])
        .startSeconds(random.nextInt(2))
        .startRetries(random.nextInt(4))
        .drain(random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofSeconds(2))
        .version(random.nextInt(3) + "")
        .build();
  }
}
