package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.plan.Attempt;
import org.jdeploy.deployer.plan.LockScript;
import org.jdeploy.deployer.plan.Phase;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.Planning;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Wave;
import org.jdeploy.deployer.recipe.Job;

/** A deploy or a rollback: connect, lock, ask, plan, carry out, report. */
final class Deployment {
  private static final int ROUNDS = 6;

  private final Session session;
  private final Planner planner;
  private final boolean force;
  private final Map<String, String> git;
  private final Duration waitForLock;
  private final long start = System.nanoTime();
  private final List<String> warnings = new ArrayList<>();
  private Optional<Plan> plan = Optional.empty();
  private boolean alreadyLive;

  /** Makes the plan once the facts are known. */
  interface Planner {
    Planning plan(Attempt attempt, Session session);
  }

  Deployment(
      Session session,
      Planner planner,
      boolean force,
      Map<String, String> git,
      Duration waitForLock) {
    this.session = session;
    this.planner = planner;
    this.force = force;
    this.git = git;
    this.waitForLock = waitForLock;
  }

  /** Only the plan; no lock is taken, nothing changed. */
  Planning plan() {
    session.connect();
    String id = newId();
    List<Host> lost = session.hosts().stream().filter(host -> host.shell == null).toList();
    if (!session.stage().rollout().onUnreachable().goesOn(lost.size(), session.hosts().size())) {
      return new Planning.Refused(
          5, lost.stream().map(host -> new Planning.Problem(host.name(), host.message)).toList());
    }
    askAll(session.reached(), id);
    return planner.plan(attempt(id), session);
  }

  DeployReport run() {
    try {
      return carryOut();
    } catch (EngineException e) {
      Locks.release(session);
      return report(e.exitCode(), e.text());
    }
  }

  private DeployReport carryOut() {
    localJobs("before:connect");
    session.connect();
    List<Host> lost = session.hosts().stream().filter(host -> host.shell == null).toList();
    if (!session.stage().rollout().onUnreachable().goesOn(lost.size(), session.hosts().size())) {
      lost.forEach(host -> session.events.state(host, HostState.FAILED, host.message));
      return report(
          5,
          "%s cannot be reached, nothing was changed"
              .formatted(String.join(", ", Session.names(lost))));
    }
    lost.forEach(host -> session.events.state(host, HostState.BEHIND, host.message));
    Optional<DeployReport> refused = lockAndPlan();
    if (refused.isPresent()) {
      return refused.get();
    }
    Plan made = plan.orElseThrow();
    session.events.say(new EngineEvent.Planned(made));
    if (made.nothingToDo()) {
      Locks.release(session);
      alreadyLive = true;
      for (Host host : session.reached()) {
        session.events.state(host, HostState.LIVE, "already live");
      }
      return report(0, made.release() + " is already live");
    }
    Execution execution = new Execution(session, made);
    int code = execution.run();
    Locks.release(session);
    warnings.addAll(made.warnings());
    warnings.addAll(execution.warnings());
    return report(code, message(code, made));
  }

  private static String message(int code, Plan plan) {
    String what = plan.kind() == Plan.Kind.DEPLOY ? "deploy" : "rollback";
    return switch (code) {
      case 0 -> plan.release() + " is live";
      case 1 -> "the " + what + " failed, nothing was switched";
      case 3 -> "the " + what + " failed and was reverted";
      case 130 -> "interrupted, the old release is live";
      default -> "the " + what + " failed and left the servers mixed";
    };
  }

  // ---- locks and facts

  /** Takes all locks and makes the plan; a report when that ends the operation. */
  private Optional<DeployReport> lockAndPlan() {
    long patience = System.nanoTime() + waitForLock.toNanos();
    boolean told = false;
    for (int round = 1; ; round++) {
      session.interruption.check();
      Busy busy = tryOnce();
      if (busy == Busy.NO) {
        return Optional.empty();
      }
      if (busy == Busy.REFUSED) {
        return Optional.of(report(refused.exitCode(), refused.text()));
      }
      boolean waits = System.nanoTime() < patience;
      boolean meets = busy == Busy.OTHER_SERVER || busy == Busy.CHANGED;
      if (!waits && !(meets && round < ROUNDS)) {
        return Optional.of(report(4, busyMessage));
      }
      if (waits && !told && !meets) {
        session.events.note("", busyMessage + "; waiting");
        told = true;
      }
      Pause.millis(
          meets
              ? ThreadLocalRandom.current().nextLong(50, 400)
              : ThreadLocalRandom.current().nextLong(500, 1500));
    }
  }

  private enum Busy {
    NO,
    /** The coordinator is somebody else's, or a server is held: no use in trying at once again. */
    COORDINATOR,
    OTHER_SERVER,
    /** A server changed between its facts and its lock. */
    CHANGED,
    REFUSED
  }

  private String busyMessage = "";
  private EngineException refused = new EngineException(1, "");

  private Busy tryOnce() {
    String id = newId();
    Host coordinator = coordinator();
    List<Host> reached = session.reached();
    Outcome[] first = new Outcome[1];
    session.events.phase(
        EngineEvent.Stage.FACTS,
        "Look around",
        Session.names(reached),
        () -> {
          List<Outcome> outcomes =
              Parallel.map(
                  reached,
                  session.options.inFlight(),
                  host ->
                      session.ask(
                          host,
                          id,
                          host == coordinator
                              ? Optional.of(session.fleet.who())
                              : Optional.empty()));
          first[0] = outcomes.get(reached.indexOf(coordinator));
          for (int i = 0; i < outcomes.size(); i++) {
            if (reached.get(i) != coordinator) {
              needed(reached.get(i), outcomes.get(i));
            }
          }
          return first[0].done();
        });
    Optional<String> whose = Locks.whose(coordinator.name(), first[0]);
    if (whose.isPresent()) {
      busyMessage = whose.get();
      return Busy.COORDINATOR;
    }
    needed(coordinator, first[0]);
    switch (planner.plan(attempt(id), session)) {
      case Planning.Planned(Plan made) -> plan = Optional.of(made);
      case Planning.Refused no -> {
        for (Planning.Problem problem : no.problems()) {
          if (!problem.host().isEmpty()) {
            Host host = session.host(problem.host());
            String message =
                host.message.isEmpty() ? problem.text() : host.message + "\n" + problem.text();
            session.events.state(host, HostState.FAILED, message);
          }
        }
        Locks.release(session);
        refused =
            new EngineException(
                no.exitCode(),
                String.join("\n", no.problems().stream().map(Planning.Problem::toString).toList()));
        return Busy.REFUSED;
      }
    }
    if (plan.orElseThrow().nothingToDo()) {
      return Busy.NO;
    }
    return otherLocks();
  }

  private Busy otherLocks() {
    Optional<Wave> locks =
        plan.orElseThrow().phase(Phase.Name.PREPARE).stream()
            .flatMap(phase -> phase.waves().stream())
            .filter(wave -> wave.title().equals(Wave.LOCKS))
            .findFirst();
    if (locks.isEmpty()) {
      return Busy.NO;
    }
    Map<String, Outcome> outcomes = new Waves(session).run(locks.get(), false);
    if (Waves.allDone(outcomes)) {
      return Busy.NO;
    }
    Locks.release(session);
    Busy busy = Busy.CHANGED;
    for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
      Outcome outcome = entry.getValue();
      Optional<String> whose = Locks.whose(entry.getKey(), outcome);
      if (whose.isPresent()) {
        busyMessage = whose.get();
        busy = Locks.isHeld(outcome) ? Busy.COORDINATOR : Busy.OTHER_SERVER;
      } else if (outcome instanceof Outcome.Failed failed && failed.code() == LockScript.CHANGED) {
        busyMessage = entry.getKey() + " changes all the time: somebody else deploys";
      } else if (!outcome.done() && !(outcome instanceof Outcome.Skipped)) {
        needed(session.host(entry.getKey()), outcome);
      }
    }
    session.interruption.check();
    return busy;
  }

  private void askAll(List<Host> hosts, String id) {
    session.events.phase(
        EngineEvent.Stage.FACTS,
        "Look around",
        Session.names(hosts),
        () -> {
          Parallel.map(
              hosts,
              session.options.inFlight(),
              host -> {
                needed(host, session.ask(host, id, Optional.empty()));
                return host;
              });
          return true;
        });
  }

  private void needed(Host host, Outcome outcome) {
    if (!outcome.done()) {
      String problem = StepRunner.problem(outcome).orElse("");
      if (outcome instanceof Outcome.Failed failed) {
        host.output = failed.output();
        if (!failed.output().isEmpty()) {
          problem += ": " + failed.output().getLast();
        }
      }
      session.events.state(host, HostState.FAILED, problem);
      throw new EngineException(
          outcome instanceof Outcome.Lost ? 5 : 1, host.name() + ": " + problem);
    }
  }

  // ---- small things

  /** The first server of the whole stage that takes part. */
  private Host coordinator() {
    List<Host> reached = session.reached();
    for (Server server : session.stage().servers()) {
      for (Host host : reached) {
        if (host.name().equals(server.name())) {
          return host;
        }
      }
    }
    throw new IllegalStateException("no server was reached");
  }

  private Attempt attempt(String id) {
    return new Attempt(
        session.stage(),
        session.reached().stream().map(host -> host.server).toList(),
        coordinator().name(),
        id,
        session.fleet.who(),
        force,
        session.options.grace(),
        session.facts(),
        session.flow,
        git);
  }

  private void localJobs(String point) {
    for (Job job : session.flow.at(point)) {
      if (job.on() == Job.On.LOCAL) {
        Step step = org.jdeploy.deployer.plan.LocalJob.step(job, session.stage(), git);
        Outcome outcome = new LocalJobs(session).run(step);
        if (!outcome.done()) {
          throw new EngineException(1, StepRunner.problem(outcome).orElse(job.name()));
        }
      }
    }
  }

  private static String newId() {
    byte[] bytes = new byte[6];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private DeployReport report(int code, String message) {
    return Reports.of(
        session,
        code,
        session.secrets.mask(message),
        plan.map(Plan::release).orElse(""),
        plan.map(Plan::sha).orElse(""),
        alreadyLive,
        Duration.ofNanos(System.nanoTime() - start),
        warnings);
  }
}
