package org.jdeploy.deployer.plan;

import java.util.Map;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.recipe.Job;

/** A job that runs here before any server is known. */
public final class LocalJob {
  private LocalJob() {}

  public static Step step(Job job, Stage stage, Map<String, String> git) {
    return JobScript.local(
        job, stage, text -> Attempt.filled(git, text), "", git.getOrDefault("sha", ""));
  }
}
