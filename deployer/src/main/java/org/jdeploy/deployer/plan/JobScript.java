package org.jdeploy.deployer.plan;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.recipe.Job;
import org.jdeploy.deployer.shell.Quote;

/** Jobs as steps: the directory, the release's variables, then the job's own text. */
final class JobScript {
  private JobScript() {}

  /** Roles of the server include one that the job is for. */
  static boolean isFor(Job job, Server server) {
    return job.roles().isEmpty() || server.roles().stream().anyMatch(job.roles()::contains);
  }

  static Step step(Job job, Attempt attempt, Server server, String release, String sha) {
    Set<String> secrets = Words.secrets(job.run());
    return new Step(
        job.name(),
        job.title(),
        text(job, attempt, server, release, sha),
        new PayloadSource.None(),
        job.timeout(),
        secrets,
        Step.Place.SERVER,
        Optional.empty());
  }

  /** A job on the machine of the person who deploys. */
  static Step local(Job job, Stage stage, UnaryOperator<String> fill, String release, String sha) {
    Script script =
        new Script()
            .line(
                "JDEPLOY_APPLICATION={} JDEPLOY_STAGE={} JDEPLOY_RELEASE={} JDEPLOY_REVISION={}",
                stage.application(),
                stage.name(),
                release,
                sha)
            .raw("export JDEPLOY_APPLICATION JDEPLOY_STAGE JDEPLOY_RELEASE JDEPLOY_REVISION")
            .raw(job.strict() ? "set -e" : "")
            .raw(Words.command(fill.apply(job.run())));
    return new Step(
        job.name(),
        job.title(),
        script.text(),
        new PayloadSource.None(),
        job.timeout(),
        Words.secrets(job.run()),
        Step.Place.LOCAL,
        Optional.empty());
  }

  /** The text of a job about one release, for a subshell of its own. */
  static String text(Job job, Attempt attempt, Server server, String release, String sha) {
    Script script =
        new Script()
            .line("JDEPLOY_RELEASE={} JDEPLOY_REVISION={}", release, sha)
            .raw("JDEPLOY_RELEASE_PATH=$JDEPLOY_DEPLOY_TO/releases/$JDEPLOY_RELEASE")
            .raw("export JDEPLOY_RELEASE JDEPLOY_REVISION JDEPLOY_RELEASE_PATH")
            .raw("cd " + directory(job.in()) + " || exit 1");
    String command = Words.command(attempt.filled(server, job.run()));
    if (job.sudo()) {
      script.raw("sudo -n -- /bin/sh -c " + Quote.sh((job.strict() ? "set -e\n" : "") + command));
    } else {
      if (job.strict()) {
        script.raw("set -e");
      }
      script.raw(command);
    }
    return script.text();
  }

  private static String directory(Job.In in) {
    return switch (in) {
      case RELEASE -> "\"$JDEPLOY_RELEASE_PATH\"";
      case CURRENT -> "\"$JDEPLOY_DEPLOY_TO/current\"";
      case SHARED -> "\"$JDEPLOY_DEPLOY_TO/shared\"";
      case DEPLOY_TO -> "\"$JDEPLOY_DEPLOY_TO\"";
      case HOME -> "\"$HOME\"";
    };
  }
}
