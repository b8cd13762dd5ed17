package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Commands;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.runtime.json.JsonValue.JsonArray;

/** Asks servers and changes nothing. */
final class Inspection {
  private final Session session;

  Inspection(Session session) {
    this.session = session;
  }

  List<HostStatus> status() {
    session.connect();
    return Parallel.map(
        session.hosts(),
        session.options.inFlight(),
        host -> {
          Optional<String> problem = problem(host);
          if (problem.isPresent()) {
            return new HostStatus(host.name(), problem, Optional.empty(), Optional.empty());
          }
          HostFacts facts = host.facts();
          Optional<JsonArray> programs = Optional.empty();
          if (facts.jpm().isPresent()) {
            Outcome outcome = session.runner.quietly(host, Commands.jpmStatus());
            programs =
                outcome instanceof Outcome.Done(List<String> lines)
                    ? ProgramStatus.read(lines)
                    : Optional.empty();
          }
          return new HostStatus(host.name(), Optional.empty(), Optional.of(facts), programs);
        });
  }

  List<HostReleases> releases() {
    session.connect();
    return Parallel.map(
        session.hosts(),
        session.options.inFlight(),
        host -> {
          Optional<String> problem = problem(host);
          if (problem.isPresent()) {
            return new HostReleases(host.name(), problem, Optional.empty(), List.of());
          }
          HostFacts facts = host.facts();
          return new HostReleases(
              host.name(),
              Optional.empty(),
              facts.live(),
              facts.journal().records(facts.releases(), facts.live()));
        });
  }

  List<CommandResult> run(String title, String script, Duration timeout) {
    session.connect();
    return Parallel.map(
        session.hosts(),
        session.options.inFlight(),
        host -> {
          Optional<String> problem = problem(host);
          if (problem.isPresent()) {
            return new CommandResult(host.name(), 5, problem);
          }
          return switch (session.runner.run(host, Commands.user(title, script, timeout))) {
            case Outcome.Done _ -> new CommandResult(host.name(), 0, Optional.empty());
            case Outcome.Failed failed ->
                new CommandResult(
                    host.name(),
                    failed.code() < 0 ? 1 : failed.code(),
                    failed.code() < 0 ? Optional.of(failed.message()) : Optional.empty());
            case Outcome.Lost lost ->
                new CommandResult(host.name(), 5, Optional.of("connection lost: " + lost.reason()));
            case Outcome.Skipped _ ->
                new CommandResult(host.name(), 130, Optional.of("interrupted"));
          };
        });
  }

  /** Asks for facts; why there are none. */
  private Optional<String> problem(Host host) {
    if (host.shell == null) {
      return Optional.of(host.message);
    }
    return StepRunner.problem(session.ask(host, "inspection", Optional.empty()));
  }
}
