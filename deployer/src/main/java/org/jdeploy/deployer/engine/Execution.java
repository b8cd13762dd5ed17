package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.deployer.config.Rollout.OnFailure;
import org.jdeploy.deployer.plan.Phase;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.Plan.ServerPlan;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Wave;

/**
 * Carries a plan out, from the moment when all locks are held: prepare and barrier on all servers
 * or no publishing; publish, or revert; confirm; finish. Gives the exit code and leaves each
 * server's state with it.
 */
final class Execution {
  private final Session session;
  private final Plan plan;
  private final Waves waves;
  private final List<String> warnings = new ArrayList<>();

  Execution(Session session, Plan plan) {
    this.session = session;
    this.plan = plan;
    this.waves = new Waves(session);
  }

  List<String> warnings() {
    return warnings;
  }

  /** Everything after the locks. */
  int run() {
    boolean prepared =
        phase(EngineEvent.Stage.PREPARE, Phase.Name.PREPARE, "Prepare")
            && phase(EngineEvent.Stage.BARRIER, Phase.Name.BARRIER, "Before publishing");
    if (!prepared || session.interruption.asked()) {
      return abandon();
    }
    int published = publish();
    if (published == 0 || published == 6) {
      finish();
    }
    return published;
  }

  private boolean phase(EngineEvent.Stage stage, Phase.Name name, String title) {
    Optional<Phase> phase = plan.phase(name);
    if (phase.isEmpty()) {
      return true;
    }
    return session.events.phase(
        stage,
        title,
        phase.get().servers(),
        () -> {
          for (Wave wave : phase.get().waves()) {
            if (!wave.title().equals(Wave.LOCKS) && !Waves.allDone(waves.run(wave, true))) {
              markFailed();
              return false;
            }
          }
          return true;
        });
  }

  private void markFailed() {
    for (Host host : session.reached()) {
      if (!host.message.isEmpty() && host.state == HostState.UNTOUCHED) {
        session.events.state(host, HostState.FAILED, host.message);
      }
    }
  }

  /** Nothing was switched: note it, and leave. */
  private int abandon() {
    boolean interrupted = session.interruption.wasAsked();
    session.interruption.shield();
    Parallel.map(
        session.reached().stream().filter(host -> host.begun && host.shell().isAlive()).toList(),
        session.options.inFlight(),
        host -> {
          serverPlan(host).abandon().ifPresent(step -> session.runner.quietly(host, step));
          return host;
        });
    failedJobs();
    return interrupted ? 130 : 1;
  }

  private void failedJobs() {
    for (Wave wave : plan.failed()) {
      if (!Waves.allDone(waves.run(wave, false))) {
        warnings.add("the task " + wave.title() + " for failed deploys failed itself");
      }
    }
  }

  private int publish() {
    Phase phase = plan.phase(Phase.Name.PUBLISH).orElseThrow();
    OnFailure policy = session.stage().rollout().onFailure();
    List<Host> failed = new ArrayList<>();
    try (Beats _ = new Beats(session, plan.attempt())) {
      boolean success =
          session.events.phase(
              EngineEvent.Stage.PUBLISH,
              "Publish",
              phase.servers(),
              () -> publish(phase, policy, failed));
      boolean interrupted = session.interruption.asked();
      session.interruption.shield();
      if (success && !interrupted) {
        return confirm(armed(), 0);
      }
      if (policy == OnFailure.REVERT || interrupted) {
        int code = revert(armed(), 3);
        failedJobs();
        return interrupted && code == 3 ? 130 : code;
      }
      if (policy == OnFailure.STOP) {
        revert(failed.stream().filter(host -> host.armed).toList(), 3);
      }
      int code = confirm(armed(), 6);
      for (Host host : failed) {
        if (host.state == HostState.LIVE) {
          session.events.state(host, HostState.FAILED, host.message);
        }
      }
      failedJobs();
      return code;
    }
  }

  private boolean publish(Phase phase, OnFailure policy, List<Host> failed) {
    boolean first = true;
    for (Wave wave : phase.waves()) {
      if (!first && !pause()) {
        return false;
      }
      first = false;
      SequencedMap<String, Outcome> outcomes = waves.run(wave, policy != OnFailure.KEEP);
      outcomes.forEach((name, outcome) -> {
        if (!outcome.done() && !(outcome instanceof Outcome.Skipped)) {
          if (!name.equals(Plan.LOCAL)) {
            failed.add(session.host(name));
          } else {
            warnings.add(StepRunner.problem(outcome).orElse(""));
          }
        }
      });
      if (!Waves.allDone(outcomes) && (policy != OnFailure.KEEP || session.interruption.asked())) {
        return false;
      }
    }
    return failed.isEmpty();
  }

  /** Waits between batches; false when somebody interrupts. */
  private boolean pause() {
    long end = System.nanoTime() + plan.pause().toNanos();
    while (!session.interruption.asked() && System.nanoTime() < end) {
      if (!Pause.millis(100)) {
        return false;
      }
    }
    return !session.interruption.asked();
  }

  private List<Host> armed() {
    return session.reached().stream().filter(host -> host.armed).toList();
  }

  private ServerPlan serverPlan(Host host) {
    ServerPlan found = plan.servers().get(host.name());
    if (found == null) {
      throw new IllegalStateException("no plan for " + host.name());
    }
    return found;
  }

  // ---- confirming

  private int confirm(List<Host> hosts, int whenDone) {
    boolean all =
        session.events.phase(
            EngineEvent.Stage.CONFIRM,
            "Confirm",
            Session.names(hosts),
            () ->
                Parallel.map(hosts, session.options.inFlight(), this::confirm).stream()
                    .allMatch(confirmed -> confirmed));
    return all ? whenDone : 6;
  }

  private boolean confirm(Host host) {
    Step step = confirmStep(host);
    Outcome outcome = session.runner.run(host, step);
    if (outcome instanceof Outcome.Lost) {
      outcome = afterLoss(host, step);
    }
    host.armed = false;
    if (outcome.done()) {
      host.release = plan.release();
      host.sha = plan.sha();
      session.events.state(host, HostState.LIVE, host.message);
      return true;
    }
    session.events.state(
        host,
        outcome instanceof Outcome.Lost ? HostState.UNKNOWN : HostState.REVERTED,
        StepRunner.problem(outcome).orElse(""));
    return false;
  }

  private Step confirmStep(Host host) {
    return plan
        .phase(Phase.Name.CONFIRM)
        .orElseThrow()
        .waves()
        .getFirst()
        .steps()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().equals(host.name()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow()
        .getFirst();
  }

  /**
   * Connects again and looks what became of the confirmation; confirms when it is still pending.
   */
  private Outcome afterLoss(Host host, Step step) {
    if (!session.reconnect(host, plan.attempt())) {
      return new Outcome.Lost(step.id(), "and it cannot be reached again");
    }
    Outcome again = session.runner.quietly(host, step);
    if (again.done()) {
      return again;
    }
    boolean live =
        host.facts().unconfirmed().isEmpty()
            && host.facts().live().equals(Optional.of(plan.release()));
    return live ? new Outcome.Done(List.of()) : again;
  }

  // ---- reverting

  private int revert(List<Host> hosts, int whenDone) {
    boolean all =
        session.events.phase(
            EngineEvent.Stage.REVERT,
            "Revert",
            Session.names(hosts),
            () ->
                Parallel.map(hosts, session.options.inFlight(), this::revert).stream()
                    .allMatch(reverted -> reverted));
    return all ? whenDone : 6;
  }

  private boolean revert(Host host) {
    String why = host.message;
    Step step = serverPlan(host).revert().orElseThrow();
    Outcome outcome =
        host.shell().isAlive()
            ? session.runner.run(host, step)
            : new Outcome.Lost(step.id(), "the connection is gone");
    if (outcome instanceof Outcome.Lost && session.reconnect(host, plan.attempt())) {
      outcome = session.runner.run(host, step);
    }
    host.armed = false;
    if (outcome.done()) {
      session.events.state(host, HostState.REVERTED, why);
      return true;
    }
    if (outcome instanceof Outcome.Failed failure && host.output.isEmpty()) {
      host.output = failure.output();
    }
    session.events.state(
        host,
        outcome instanceof Outcome.Lost ? HostState.UNKNOWN : HostState.FAILED,
        (why.isEmpty() ? "" : why + "; ")
            + "reverting failed: "
            + StepRunner.problem(outcome).orElse(""));
    return false;
  }

  // ---- finishing

  private void finish() {
    plan.phase(Phase.Name.FINISH)
        .ifPresent(phase ->
            session.events.phase(
                EngineEvent.Stage.FINISH,
                "Finish",
                phase.servers(),
                () -> {
                  boolean all = true;
                  for (Wave wave : phase.waves()) {
                    all &= finish(wave);
                  }
                  return all;
                }));
  }

  /** Nothing here makes a live release fail: problems are warnings. */
  private boolean finish(Wave wave) {
    SequencedMap<String, Outcome> outcomes = waves.run(wave, false);
    outcomes.forEach((name, outcome) -> {
      if (!outcome.done()) {
        String text = name + ": " + StepRunner.problem(outcome).orElse("");
        warnings.add(text);
        session.events.warn(name, text);
      } else if (!name.equals(Plan.LOCAL)
          && wave.steps().getOrDefault(name, List.of()).stream()
              .anyMatch(step -> step.id().equals("unlock"))) {
        session.host(name).locked = false;
      }
    });
    return Waves.allDone(outcomes);
  }
}
