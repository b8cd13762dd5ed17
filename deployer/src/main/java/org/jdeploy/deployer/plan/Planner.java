package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.journal.JournalEvent.What;
import org.jdeploy.deployer.plan.Plan.ServerPlan;
import org.jdeploy.deployer.plan.Planning.Problem;
import org.jdeploy.deployer.recipe.Job;

/** Makes plans. Pure: the same attempt gives the same plan. */
public final class Planner {
  private Planner() {}

  /**
   * Name for a new release: the coordinator's clock and seven of the sha, and a number when some
   * server has that name already.
   */
  public static String releaseName(Attempt attempt, String sha) {
    HostFacts coordinator = attempt.facts().get(attempt.coordinator());
    String clock = coordinator == null ? "" : coordinator.clock();
    String name = clock + "-" + sha.substring(0, Math.min(7, sha.length()));
    for (int number = 1; ; number++) {
      String candidate = number == 1 ? name : name + "-" + number;
      boolean taken =
          attempt.facts().values().stream()
              .anyMatch(facts ->
                  facts.releases().contains(candidate)
                      || facts.partial().contains(candidate)
                      || !facts.journal().about(candidate).isEmpty());
      if (!taken) {
        return candidate;
      }
    }
  }

  /**
   * A deploy of a revision as the release of that name, with the files rendered for each server.
   */
  public static Planning deploy(
      Attempt attempt, ResolvedRevision revision, String release, Map<String, ServerFiles> files) {
    List<Problem> problems = Fitness.problems(attempt, true);
    attempt.servers().forEach(server -> problems.addAll(Fitness.targets(server, files)));
    if (!problems.isEmpty()) {
      return new Planning.Refused(1, problems);
    }
    Optional<Planning.Refused> filtered = withoutPrimary(attempt);
    if (filtered.isPresent()) {
      return filtered.get();
    }
    SequencedMap<String, Entries> entries = new LinkedHashMap<>();
    boolean allLive = true;
    for (Server server : attempt.servers()) {
      String digest = Digest.of(attempt, server, filesOf(files, server).canonical());
      entries.put(
          server.name(),
          new Entries(
              attempt.id(),
              false,
              release,
              revision.sha(),
              revision.tree(),
              digest,
              attempt.who()));
      allLive &= isLive(attempt.factsOf(server), revision.tree(), digest);
    }
    if (allLive && !attempt.force()) {
      return new Planning.Planned(nothing(attempt, revision.sha(), entries));
    }
    PlanDraft draft = new PlanDraft(attempt, Plan.Kind.DEPLOY, release, revision.sha());
    for (Server server : attempt.servers()) {
      Entries mine = Entries.of(entries, server);
      PublishSteps publish = new PublishSteps(attempt, server, release, revision.sha(), mine);
      draft.prepare(
          server,
          new PrepareSteps(attempt, server, revision, release, mine)
              .all(filesOf(files, server).files(), publish.revertScript()));
      draft.publish(server, publish, mine);
      draft.finish(server, new FinishSteps(attempt, server, release).cleanup(false));
    }
    return new Planning.Planned(draft.plan());
  }

  /** A rollback to a release, which each server must have. */
  public static Planning rollback(Attempt attempt, Optional<String> to) {
    List<Problem> problems = RollbackTarget.problems(attempt, to);
    if (!problems.isEmpty()) {
      return new Planning.Refused(2, problems);
    }
    String release =
        RollbackTarget.of(attempt.factsOf(attempt.servers().getFirst()), to).orElseThrow();
    problems.addAll(Fitness.problems(attempt, false));
    if (!problems.isEmpty()) {
      return new Planning.Refused(1, problems);
    }
    Optional<Planning.Refused> filtered = withoutPrimary(attempt);
    if (filtered.isPresent()) {
      return filtered.get();
    }
    SequencedMap<String, Entries> entries = new LinkedHashMap<>();
    String sha = "";
    boolean allLive = true;
    for (Server server : attempt.servers()) {
      HostFacts facts = attempt.factsOf(server);
      var prepared = facts.journal().prepared(release);
      String itsSha = prepared.map(event -> event.sha()).orElse("");
      sha = sha.isEmpty() ? itsSha : sha;
      entries.put(
          server.name(),
          new Entries(
              attempt.id(),
              true,
              release,
              itsSha,
              prepared.map(event -> event.tree()).orElse(""),
              prepared.map(event -> event.digest()).orElse(""),
              attempt.who()));
      allLive &= facts.live().equals(Optional.of(release));
    }
    if (allLive && !attempt.force()) {
      return new Planning.Planned(nothing(attempt, sha, entries));
    }
    PlanDraft draft = new PlanDraft(attempt, Plan.Kind.ROLLBACK, release, sha);
    for (Server server : attempt.servers()) {
      Entries mine = Entries.of(entries, server);
      PublishSteps publish = new PublishSteps(attempt, server, release, mine.sha(), mine);
      draft.prepare(server, rearm(attempt, release, mine, publish));
      draft.publish(server, publish, mine);
      draft.finish(server, List.of());
    }
    return new Planning.Planned(draft.plan());
  }

  private static List<Step> rearm(
      Attempt attempt, String release, Entries entries, PublishSteps publish) {
    List<Step> steps = new ArrayList<>();
    String arming = ".jdeploy/arming." + attempt.id();
    Script script =
        PrepareSteps.start()
            .raw("rm -rf .current.* .jdeploy/arming.*")
            .line(
                "[ -f {} ] || jd_die {}",
                "releases/" + release + "/REVISION",
                "no release " + release)
            .line("(umask 077; mkdir {}; cat >{})", arming, arming + "/revert.sh")
            .line("jd_journal {}", entries.rest(What.BEGIN, ""));
    steps.add(
        Step.onServer(
                "begin", "Begin the rollback to " + release, script.text(), Duration.ofMinutes(1))
            .with(new PayloadSource.Text(publish.revertScript())));
    return steps;
  }

  private static ServerFiles filesOf(Map<String, ServerFiles> files, Server server) {
    return files.getOrDefault(server.name(), new ServerFiles(List.of(), List.of()));
  }

  private static boolean isLive(HostFacts facts, String tree, String digest) {
    return facts.unconfirmed().isEmpty()
        && facts
            .live()
            .flatMap(facts.journal()::prepared)
            .filter(event -> event.tree().equals(tree) && event.digest().equals(digest))
            .isPresent();
  }

  private static Optional<Planning.Refused> withoutPrimary(Attempt attempt) {
    if (attempt.has(attempt.primary())) {
      return Optional.empty();
    }
    List<Problem> problems = new ArrayList<>();
    attempt
        .flow()
        .jobs()
        .forEach((point, jobs) -> {
          for (Job job : jobs) {
            if (job.on() == Job.On.PRIMARY) {
              problems.add(
                  new Problem(
                      "",
                      "%s runs on the primary server %s at %s, which the filter leaves out"
                          .formatted(job.name(), attempt.primary().name(), point)));
            }
          }
        });
    return problems.isEmpty() ? Optional.empty() : Optional.of(new Planning.Refused(2, problems));
  }

  private static Plan nothing(Attempt attempt, String sha, SequencedMap<String, Entries> entries) {
    SequencedMap<String, ServerPlan> servers = new LinkedHashMap<>();
    for (Server server : attempt.servers()) {
      servers.put(
          server.name(),
          new ServerPlan(
              attempt.factsOf(server).live(),
              Entries.of(entries, server).digest(),
              Optional.empty(),
              Optional.empty()));
    }
    return new Plan(
        Plan.Kind.DEPLOY,
        attempt.id(),
        attempt.stage().application(),
        attempt.stage().name(),
        attempt.factsOf(attempt.servers().getFirst()).live().orElse(""),
        sha,
        servers,
        List.of(),
        Duration.ZERO,
        List.of(),
        List.of());
  }
}
