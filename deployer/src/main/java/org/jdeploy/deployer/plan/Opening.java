package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.recipe.Flow;
import org.jdeploy.deployer.recipe.Job;
import org.jdeploy.deployer.shell.Quote;

/**
 * The first message to a server: the environment of all that follows, perhaps the lock, and facts.
 */
public final class Opening {
  private Opening() {}

  /** Secrets whose values {@link #step} needs. */
  public static Set<String> secrets(Stage stage, Server server, Flow flow) {
    Set<String> names = new TreeSet<>(Prelude.secrets(server));
    names.addAll(Words.secrets(stage.repository()));
    flow.jobs().values().stream()
        .flatMap(List::stream)
        .forEach(job -> names.addAll(Words.secrets(job.run())));
    return names;
  }

  /**
   * The message.
   *
   * @param secrets values by name; they stay in the memory of the channel's shell
   * @param lock who takes the lock for what; empty = nobody
   */
  public static Step step(
      Stage stage,
      Server server,
      Flow flow,
      String attempt,
      Map<String, String> secrets,
      Optional<String> lock) {
    StringBuilder script = new StringBuilder();
    secrets.forEach((name, value) ->
        script.append(Words.variable(name)).append('=').append(Quote.sh(value)).append('\n'));
    // What reverts by itself is another process: it must inherit what its jobs use.
    for (String point : List.of("before:reload", "reload", "after:reload", "remove")) {
      for (Job job : flow.at(point)) {
        Words.secrets(job.run())
            .forEach(name -> script.append("export ").append(Words.variable(name)).append('\n'));
      }
    }
    script.append(Prelude.text(stage, server, attempt));
    if (lock.isPresent()) {
      script.append(LockScript.take(stage.name(), lock.get(), attempt)).append("jd_status=$?\n");
    } else {
      script.append("jd_status=0\n");
    }
    script
        .append("if [ $jd_status = 0 ]; then (\n")
        .append(FactsScript.text(paths(server)))
        .append(") 9>&-; fi\n(exit $jd_status)\n");
    return Step.inChannel("facts", "Ask what is there", script.toString(), Duration.ofMinutes(5));
  }

  /** Reads the answer. */
  public static HostFacts facts(Server server, List<String> output) {
    return HostFacts.parse(output, paths(server));
  }

  private static List<String> paths(Server server) {
    return new ArrayList<>(server.linkedFiles().stream().map(LinkedFile::path).toList());
  }
}
