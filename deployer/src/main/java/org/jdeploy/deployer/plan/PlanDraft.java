package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.plan.Plan.ServerPlan;
import org.jdeploy.deployer.recipe.Job;

/** Collects the steps of each server and lays them out in phases and waves. */
final class PlanDraft {
  private final Attempt attempt;
  private final Plan.Kind kind;
  private final String release;
  private final String sha;
  private final SequencedMap<String, List<Step>> prepare = new LinkedHashMap<>();
  private final SequencedMap<String, PublishSteps> publish = new LinkedHashMap<>();
  private final SequencedMap<String, List<Step>> finish = new LinkedHashMap<>();
  private final SequencedMap<String, ServerPlan> servers = new LinkedHashMap<>();

  PlanDraft(Attempt attempt, Plan.Kind kind, String release, String sha) {
    this.attempt = attempt;
    this.kind = kind;
    this.release = release;
    this.sha = sha;
  }

  void prepare(Server server, List<Step> steps) {
    prepare.put(server.name(), steps);
  }

  void publish(Server server, PublishSteps steps, Entries entries) {
    publish.put(server.name(), steps);
    servers.put(
        server.name(),
        new ServerPlan(
            attempt.factsOf(server).live(),
            entries.digest(),
            Optional.of(steps.revert()),
            Optional.of(steps.abandon())));
  }

  void finish(Server server, List<Step> steps) {
    finish.put(server.name(), steps);
  }

  Plan plan() {
    List<Phase> phases = new ArrayList<>();
    List<Wave> preparing = new ArrayList<>(global("before:prepare", false));
    SequencedMap<String, List<Step>> locks = new LinkedHashMap<>();
    for (Server server : attempt.servers()) {
      if (!server.name().equals(attempt.coordinator())) {
        locks.put(server.name(), List.of(LockScript.step(attempt, server)));
      }
    }
    if (!locks.isEmpty()) {
      preparing.addFirst(new Wave(Wave.LOCKS, locks));
    }
    preparing.add(new Wave("", prepare));
    preparing.addAll(global("after:prepare", false));
    add(phases, Phase.Name.PREPARE, preparing);
    List<Wave> barrier = new ArrayList<>();
    if (kind == Plan.Kind.ROLLBACK) {
      barrier.addAll(global("before:rollback", true));
    }
    barrier.addAll(global("before:publish", true));
    add(phases, Phase.Name.BARRIER, barrier);
    List<Wave> publishing = new ArrayList<>(rollout());
    publishing.addAll(armed(global("after:publish", true)));
    if (kind == Plan.Kind.ROLLBACK) {
      publishing.addAll(armed(global("after:rollback", true)));
    }
    add(phases, Phase.Name.PUBLISH, publishing);
    SequencedMap<String, List<Step>> confirm = new LinkedHashMap<>();
    publish.forEach((server, steps) -> confirm.put(server, List.of(steps.confirm())));
    add(phases, Phase.Name.CONFIRM, List.of(new Wave("", confirm)));
    List<Wave> finishing = new ArrayList<>(global("before:finish", true));
    SequencedMap<String, List<Step>> cleanup = new LinkedHashMap<>();
    finish.forEach((server, steps) -> {
      if (!steps.isEmpty()) {
        cleanup.put(server, steps);
      }
    });
    if (!cleanup.isEmpty()) {
      finishing.add(new Wave("", cleanup));
    }
    finishing.addAll(global("after:finish", true));
    SequencedMap<String, List<Step>> unlock = new LinkedHashMap<>();
    publish.keySet().forEach(server -> unlock.put(server, List.of(LockScript.release())));
    finishing.add(new Wave("", unlock));
    add(phases, Phase.Name.FINISH, finishing);
    return new Plan(
        kind,
        attempt.id(),
        attempt.stage().application(),
        attempt.stage().name(),
        release,
        sha,
        servers,
        phases,
        attempt.stage().rollout().pause(),
        global("failed", true),
        List.of());
  }

  private static void add(List<Phase> phases, Phase.Name name, List<Wave> waves) {
    if (!waves.isEmpty()) {
      phases.add(new Phase(name, waves));
    }
  }

  /** Canary, then batches. */
  private List<Wave> rollout() {
    List<String> names = new ArrayList<>(publish.keySet());
    List<List<String>> groups = Batches.of(attempt.stage().rollout(), names);
    List<Wave> waves = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      SequencedMap<String, List<Step>> steps = new LinkedHashMap<>();
      for (String name : groups.get(i)) {
        PublishSteps mine = publish.get(name);
        if (mine != null) {
          steps.put(name, mine.all());
        }
      }
      boolean canary = i == 0 && attempt.stage().rollout().canary() > 0 && groups.size() > 1;
      waves.add(
          new Wave(
              groups.size() == 1
                  ? ""
                  : canary ? "canary" : "batch %d of %d".formatted(i + 1, groups.size()),
              steps));
    }
    return waves;
  }

  /**
   * Jobs at a point between the servers' own steps: one wave a job, in order.
   *
   * @param everywhere also the jobs that run on all servers; else these have their place among each
   *     server's steps already
   */
  private List<Wave> global(String point, boolean everywhere) {
    List<Wave> waves = new ArrayList<>();
    for (Job job : attempt.flow().at(point)) {
      SequencedMap<String, List<Step>> steps = new LinkedHashMap<>();
      switch (job.on()) {
        case LOCAL ->
            steps.put(
                Plan.LOCAL,
                List.of(
                    JobScript.local(
                        job,
                        attempt.stage(),
                        text -> attempt.filled(attempt.primary(), text),
                        release,
                        sha)));
        case PRIMARY -> {
          if (everywhere) {
            steps.put(
                attempt.primary().name(),
                List.of(JobScript.step(job, attempt, attempt.primary(), release, sha)));
          }
        }
        case ALL -> {
          if (everywhere) {
            for (Server server : attempt.servers()) {
              if (JobScript.isFor(job, server)) {
                steps.put(
                    server.name(), List.of(JobScript.step(job, attempt, server, release, sha)));
              }
            }
          }
        }
      }
      if (!steps.isEmpty()) {
        waves.add(new Wave(job.name(), steps));
      }
    }
    return waves;
  }

  private List<Wave> armed(List<Wave> waves) {
    List<Wave> armed = new ArrayList<>();
    for (Wave wave : waves) {
      SequencedMap<String, List<Step>> steps = new LinkedHashMap<>();
      for (Map.Entry<String, List<Step>> entry : wave.steps().entrySet()) {
        PublishSteps mine = publish.get(entry.getKey());
        steps.put(
            entry.getKey(),
            mine == null ? entry.getValue() : entry.getValue().stream().map(mine::armed).toList());
      }
      armed.add(new Wave(wave.title(), steps));
    }
    return armed;
  }
}
