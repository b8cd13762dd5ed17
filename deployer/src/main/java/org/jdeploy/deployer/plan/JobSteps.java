package org.jdeploy.deployer.plan;

import java.util.List;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.recipe.Job;

/** The jobs of one server at the points of the flow; local ones are not among them. */
record JobSteps(Attempt attempt, Server server, String release, String sha) {

  List<Step> at(String point) {
    return attempt.flow().at(point).stream()
        .filter(this::runsHere)
        .map(job -> JobScript.step(job, attempt, server, release, sha))
        .toList();
  }

  boolean runsHere(Job job) {
    return switch (job.on()) {
      case ALL -> JobScript.isFor(job, server);
      case PRIMARY -> server.name().equals(attempt.primary().name());
      case LOCAL -> false;
    };
  }
}
