package org.jdeploy.deployer.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.config.DeployFile;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.runtime.json.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the command that a command line means, and runs it. */
final class Dispatch {
  private final Surroundings surroundings;

  Dispatch(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs a command line; gives the exit code. */
  int run(List<String> words) {
    CommandLine stageless = CommandTree.stageless(surroundings);
    CommandLine ofStage = CommandTree.ofStage("STAGE", surroundings);
    Arguments arguments =
        Arguments.of(words, stageless.getSubcommands().keySet(), word -> takesValue(word, ofStage));
    if (arguments.first().isEmpty()) {
      return execute(stageless, words.isEmpty() ? List.of("--help") : words);
    }
    String first = arguments.first().get();
    if (stageless.getSubcommands().containsKey(first)) {
      List<String> all = new ArrayList<>(List.of(first));
      all.addAll(arguments.options());
      return execute(stageless, all);
    }
    List<String> stages = stages(arguments);
    if (ofStage.getSubcommands().containsKey(first)) {
      return asksForHelp(words)
          ? execute(ofStage, List.of(first, "--help"))
          : fail(first + " needs a stage: jdeploy STAGE " + first + listed(stages));
    }
    String command = arguments.second().orElse("deploy");
    if (!ofStage.getSubcommands().containsKey(command)) {
      return fail(
          "there is no command \""
              + command
              + "\""
              + didYouMean(command, ofStage.getSubcommands().keySet())
              + " (jdeploy STAGE --help lists them)");
    }
    if (arguments.second().isEmpty() && !stages.isEmpty() && !stages.contains(first)) {
      List<String> names = new ArrayList<>(stages);
      names.addAll(stageless.getSubcommands().keySet());
      return fail(
          "there is no stage and no command \""
              + first
              + "\""
              + didYouMean(first, names)
              + listed(stages));
    }
    CommandLine stage = CommandTree.ofStage(first, surroundings);
    if (arguments.second().isEmpty() && asksForHelp(words)) {
      return execute(stage, List.of("--help"));
    }
    return execute(stage, wordsFor(command, arguments));
  }

  private static boolean asksForHelp(List<String> words) {
    return words.contains("--help") || words.contains("-h");
  }

  /** Words for jpm are jpm's, but for those that choose servers and a lone {@code --help}. */
  private static List<String> wordsFor(String command, Arguments arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments.before());
    boolean help = arguments.after().size() == 1 && asksForHelp(arguments.after());
    if (command.equals("jpm") && !help) {
      words.add("--");
    }
    words.addAll(arguments.after());
    return words;
  }

  private static boolean takesValue(String word, CommandLine ofStage) {
    if (word.contains("=")) {
      return false;
    }
    for (CommandLine command : ofStage.getSubcommands().values()) {
      OptionSpec option = command.getCommandSpec().findOption(word);
      if (option != null) {
        return option.arity().max() > 0;
      }
    }
    return false;
  }

  private int execute(CommandLine root, List<String> words) {
    root.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    boolean color = Look.of(1, words.contains("--no-color"), surroundings.environment()).color();
    root.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
    boolean json = words.contains("--json") && !words.getFirst().equals("jpm");
    Failures failures = new Failures(surroundings, json, words.contains("--debug"));
    root.setParameterExceptionHandler((e, _) -> failures.usage(e));
    root.setExecutionExceptionHandler((e, _, _) -> failures.of(e));
    return root.execute(words.toArray(String[]::new));
  }

  private int fail(String message) {
    return new Failures(surroundings, false, false).say(message, ExitCode.USAGE);
  }

  static String didYouMean(String wrong, java.util.Collection<String> names) {
    return Suggestion.of(wrong, names).map(name -> ": did you mean \"" + name + "\"?").orElse("");
  }

  private static String listed(List<String> stages) {
    return stages.isEmpty() ? "" : " (stages: " + String.join(", ", stages) + ")";
  }

  /** Stages there are, for better messages only: empty when deploy.json cannot be read. */
  private static List<String> stages(Arguments arguments) {
    try {
      List<String> options = arguments.options();
      Optional<Path> file = DeployFile.find(Path.of("").toAbsolutePath());
      for (int i = 0; i < options.size(); i++) {
        String option = options.get(i);
        if (option.startsWith("--config=")) {
          file = Optional.of(Path.of(option.substring("--config=".length())));
        } else if (option.equals("--config") && i + 1 < options.size()) {
          file = Optional.of(Path.of(options.get(i + 1)));
        }
      }
      return file.map(DeployFile::load).map(DeployFile::stages).orElse(List.of());
    } catch (RuntimeException _) {
      return List.of();
    }
  }
}
