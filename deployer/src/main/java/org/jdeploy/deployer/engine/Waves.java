package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Wave;

/** Runs the waves of a plan: the servers of one at the same time, each its steps in order. */
final class Waves {
  private final Session session;
  private final LocalJobs local;

  Waves(Session session) {
    this.session = session;
    this.local = new LocalJobs(session);
  }

  /**
   * Runs a wave.
   *
   * @param together one failure keeps the others from beginning further steps
   * @return how the last step of each server ended
   */
  SequencedMap<String, Outcome> run(Wave wave, boolean together) {
    AtomicBoolean failed = new AtomicBoolean();
    List<Map.Entry<String, List<Step>>> entries = new ArrayList<>(wave.steps().entrySet());
    List<Outcome> outcomes =
        Parallel.map(
            entries,
            session.options.inFlight(),
            entry -> {
              Outcome outcome = new Outcome.Done(List.of());
              for (Step step : entry.getValue()) {
                if (session.interruption.asked() || (together && failed.get())) {
                  return new Outcome.Skipped();
                }
                outcome =
                    entry.getKey().equals(Plan.LOCAL)
                        ? local.run(step)
                        : run(session.host(entry.getKey()), step);
                if (!outcome.done()) {
                  failed.set(true);
                  return outcome;
                }
              }
              return outcome;
            });
    SequencedMap<String, Outcome> results = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      results.put(entries.get(i).getKey(), outcomes.get(i));
    }
    return results;
  }

  private Outcome run(Host host, Step step) {
    switch (step.id()) {
      case "begin" -> host.begun = true;
      case "switch" -> host.armed = true;
      default -> {}
    }
    Outcome outcome = session.runner.run(host, step);
    if (step.id().equals("lock") && outcome.done()) {
      host.locked = true;
      host.shell().onEof("jd_gone", java.time.Duration.ofMinutes(1));
    }
    if (!outcome.done() && !step.id().equals("lock")) {
      host.message = StepRunner.problem(outcome).orElse("");
      if (outcome instanceof Outcome.Failed failure) {
        host.output = failure.output();
      }
    }
    return outcome;
  }

  static boolean allDone(Map<String, Outcome> outcomes) {
    return outcomes.values().stream().allMatch(Outcome::done);
  }
}
