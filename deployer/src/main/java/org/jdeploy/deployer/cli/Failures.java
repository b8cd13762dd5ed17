package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.deployer.config.ConfigException;
import org.jdeploy.deployer.engine.EngineException;
import org.jdeploy.deployer.git.GitException;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a sentence and an exit code; a stack trace only when asked for. */
final class Failures {
  private final Surroundings surroundings;
  private final boolean json;
  private final boolean debug;

  Failures(Surroundings surroundings, boolean json, boolean debug) {
    this.surroundings = surroundings;
    this.json = json;
    this.debug = debug;
  }

  int of(Exception e) {
    if (debug) {
      e.printStackTrace(surroundings.err());
    }
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return switch (e) {
      case UsageException _, ConfigException _, GitException _ -> say(message, ExitCode.USAGE);
      case EngineException engine -> say(message, engine.exitCode());
      case java.io.IOException _ -> say(message, ExitCode.FAILED);
      default ->
          say(
              "unexpected: "
                  + e.getClass().getSimpleName()
                  + (e.getMessage() == null ? "" : ": " + message)
                  + (debug ? "" : " (--debug shows where)"),
              ExitCode.FAILED);
    };
  }

  /** A command line that picocli refused. */
  int usage(ParameterException e) {
    return say(sentence(e), ExitCode.USAGE);
  }

  private static String sentence(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      if (word.startsWith("-")) {
        String name = word.replaceFirst("=.*", "");
        List<String> names = new ArrayList<>();
        command.options().stream().map(OptionSpec::names).map(List::of).forEach(names::addAll);
        return command.name() + " has no option " + name + Dispatch.didYouMean(name, names);
      }
      return command.name() + " takes no further word \"" + word + "\"";
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof MissingParameterException) {
      return command.name()
          + ": "
          + Character.toLowerCase(message.charAt(0))
          + message.substring(1);
    }
    return command.name() + ": " + message.lines().findFirst().orElse(message);
  }

  /** Says it on standard error and, for scripts, on standard output. */
  int say(String message, int code) {
    message.lines().forEach(line -> surroundings.err().println("jdeploy: " + line));
    surroundings.err().flush();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("exitCode", code);
      document.put("message", message);
      surroundings.out().print(Json.pretty(document));
      surroundings.out().flush();
    }
    return code;
  }
}
