package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.console.Table;
import org.jdeploy.deployer.engine.HostStatus;
import org.jdeploy.deployer.git.GitException;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.runtime.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jdeploy STAGE status}. */
@Command(
    name = "status",
    description =
        "What is live where, against the revision to deploy, with its programs and locks.",
    footer = {"", "Example:", "  jdeploy production status --json"})
final class Status implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Mixin private StageOptions options = new StageOptions();

  Status(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      Output output = session.output();
      Optional<ResolvedRevision> wanted = wanted(session);
      List<HostStatus> hosts = session.engine(output.warnings()).status(session.fleet());
      wanted.ifPresent(revision -> output.say(Sources.describe(session, revision)));
      output.print(table(hosts, wanted, output.look()));
      int code = ExitCode.DONE;
      for (HostStatus host : hosts) {
        if (host.problem().isPresent()) {
          output.problem(output.look().cross() + " " + host.host() + ": " + host.problem().get());
          code = ExitCode.UNREACHABLE;
        }
        remarks(host).forEach(remark -> output.problem("! " + host.host() + ": " + remark));
      }
      output.print(json(session, hosts, wanted, code));
      return code;
    }
  }

  /** Status is worth having when the repository is out of reach. */
  private static Optional<ResolvedRevision> wanted(StageSession session) {
    try {
      return Optional.of(Sources.resolve(session.stage()));
    } catch (GitException e) {
      session.output().problem("! " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> table(
      List<HostStatus> hosts, Optional<ResolvedRevision> wanted, Look look) {
    Table table =
        new Table(
            "SERVER",
            "LIVE RELEASE",
            wanted.map(revision -> "AGAINST " + revision.ref()).orElse("AGAINST"),
            "LOCK",
            "PROGRAMS");
    for (HostStatus host : hosts) {
      Optional<HostFacts> facts = host.facts();
      table.row(
          host.host(),
          facts.flatMap(HostFacts::live).orElse("-"),
          facts
              .flatMap(f -> wanted.map(revision -> Distance.of(f, revision).text(look)))
              .orElse("-"),
          facts.map(Status::lock).orElse("-"),
          host.programs()
              .map(programs -> ProgramCounts.of(programs).text(look))
              .orElse(facts.isEmpty() ? "-" : noPrograms(facts.get())));
    }
    return table.lines(look);
  }

  private static String noPrograms(HostFacts facts) {
    return facts.jpm().isPresent() ? "jpm does not run" : "no jpm";
  }

  private static String lock(HostFacts facts) {
    if (!facts.hold().isEmpty()) {
      return "held";
    }
    return facts.locked() ? "deploying" : "-";
  }

  private static List<String> remarks(HostStatus host) {
    List<String> remarks = new ArrayList<>();
    host.facts()
        .ifPresent(facts -> {
          if (!facts.hold().isEmpty()) {
            remarks.add("deploys are held off " + LockInfo.text(facts.hold()));
          }
          if (facts.locked()) {
            remarks.add("locked " + LockInfo.text(facts.lockInfo()));
          }
          if (!facts.unconfirmed().isEmpty() && !facts.locked()) {
            remarks.add("a release is unconfirmed: the server will revert it by itself");
          }
        });
    return remarks;
  }

  private static JsonValue json(
      StageSession session, List<HostStatus> hosts, Optional<ResolvedRevision> wanted, int code) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("exitCode", code);
    document.put("application", session.stage().application());
    document.put("stage", session.stage().name());
    wanted.ifPresent(
        revision -> document.put("revision", Map.of("ref", revision.ref(), "sha", revision.sha())));
    List<Map<String, Object>> list = new ArrayList<>();
    for (HostStatus host : hosts) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", host.host());
      host.problem().ifPresent(problem -> one.put("problem", problem));
      host.facts()
          .ifPresent(facts -> {
            one.put("release", facts.live().orElse(""));
            one.put("sha", facts.sha());
            wanted.ifPresent(revision -> Distance.of(facts, revision).into(one));
            one.put("locked", facts.locked());
            LockInfo.json(facts.lockInfo()).ifPresent(info -> one.put("lock", info));
            LockInfo.json(facts.hold()).ifPresent(info -> one.put("hold", info));
            one.put("unconfirmed", facts.unconfirmed());
            one.put("jpm", facts.jpm().orElse(""));
          });
      host.programs().ifPresent(programs -> one.put("programs", programs));
      list.add(one);
    }
    document.put("hosts", list);
    return JsonValue.of(document);
  }
}
