package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.plan.Planning.Problem;

/** Where a rollback goes: every server must agree, before any is touched. */
final class RollbackTarget {
  private RollbackTarget() {}

  /** The named release, else the good one before what is live. */
  static Optional<String> of(HostFacts facts, Optional<String> to) {
    return to.isPresent() ? to : facts.live().flatMap(facts.journal()::before);
  }

  static List<Problem> problems(Attempt attempt, Optional<String> to) {
    List<Problem> problems = new ArrayList<>();
    TreeSet<String> targets = new TreeSet<>();
    for (Server server : attempt.servers()) {
      HostFacts facts = attempt.factsOf(server);
      Optional<String> target = of(facts, to);
      if (target.isEmpty()) {
        problems.add(
            new Problem(
                server.name(),
                facts.live().isEmpty()
                    ? "nothing is live, so there is nothing to go back to"
                    : "there is nothing to go back to: no good release before "
                        + facts.live().get()));
        continue;
      }
      targets.add(target.get());
      if (!facts.releases().contains(target.get())) {
        problems.add(new Problem(server.name(), "it does not have release " + target.get()));
      } else if (to.isPresent() && !facts.journal().good().contains(target.get())) {
        problems.add(
            new Problem(server.name(), "release " + target.get() + " was never live there"));
      }
    }
    if (problems.isEmpty() && targets.size() > 1) {
      for (Server server : attempt.servers()) {
        problems.add(
            new Problem(
                server.name(),
                "it would go back to %s, others to another release: name one with --to"
                    .formatted(of(attempt.factsOf(server), to).orElse(""))));
      }
    }
    return problems;
  }
}
