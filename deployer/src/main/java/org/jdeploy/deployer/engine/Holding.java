package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Commands;
import org.jdeploy.deployer.plan.Step;

/** Holds deploys off, and lets them again. */
final class Holding {
  private final Session session;
  private final long start = System.nanoTime();

  Holding(Session session) {
    this.session = session;
  }

  DeployReport hold(String message) {
    return everywhere(Commands.hold(session.fleet.who(), message), "deploys are held off");
  }

  DeployReport release(boolean force) {
    return everywhere(Commands.release(force), "deploys may go on");
  }

  private DeployReport everywhere(Step step, String done) {
    session.connect();
    Parallel.map(
        session.hosts(),
        session.options.inFlight(),
        host -> {
          Optional<String> problem =
              host.shell == null
                  ? Optional.of(host.message)
                  : StepRunner.problem(session.ask(host, "hold", Optional.empty()));
          if (problem.isEmpty()) {
            Outcome outcome = session.runner.run(host, step);
            problem = StepRunner.problem(outcome);
            if (outcome instanceof Outcome.Done(List<String> lines) && !lines.isEmpty()) {
              host.message = String.join("\n", lines);
            }
          }
          problem.ifPresent(text -> session.events.state(host, HostState.FAILED, text));
          return host;
        });
    boolean failed = session.hosts().stream().anyMatch(host -> host.state == HostState.FAILED);
    boolean unreachable = session.hosts().stream().anyMatch(host -> host.shell == null);
    return Reports.of(
        session,
        unreachable ? 5 : failed ? 1 : 0,
        failed ? "not on all servers" : done,
        "",
        "",
        false,
        Duration.ofNanos(System.nanoTime() - start),
        List.of());
  }
}
