package org.jdeploy.deployer.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.shell.Quote;

/** jpm on the servers, as a script for each of them. */
final class RemoteJpm {
  private RemoteJpm() {}

  static String script(List<String> words) {
    return """
    if [ ! -x "$JPM_HOME/bin/jpm" ]; then
      echo "there is no jpm here ($JPM_HOME/bin/jpm): run jdeploy setup first" >&2
      exit 1
    fi
    export JPM_HOME
    exec "$JPM_HOME/bin/jpm" %s
    """
        .formatted(words.stream().map(Quote::sh).collect(Collectors.joining(" ")));
  }

  /** Tells which servers could not be asked; gives the worst exit code of all. */
  static int worst(List<CommandResult> results, Output output) {
    for (CommandResult result : results) {
      result
          .problem()
          .ifPresent(problem ->
              output.problem(output.look().cross() + " " + result.host() + ": " + problem));
    }
    return results.stream().mapToInt(CommandResult::exitCode).max().orElse(ExitCode.DONE);
  }
}
