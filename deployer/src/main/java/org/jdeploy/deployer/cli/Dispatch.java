package org.jdeploy.deployer.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    if (ofStage.getSubcommands().containsKey(first) && !isStage(first)) {
      if (asksForHelp(words)) {
        return execute(ofStage, List.of(first, "--help"));
      }
      return fail(first + " needs a stage: jdeploy STAGE " + first + stages());
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
    if (arguments.second().isEmpty() && !isStage(first) && isKnownFile()) {
      List<String> names = new ArrayList<>(stageNames());
      names.addAll(stageless.getSubcommands().keySet());
      return fail(
          "there is no stage and no command \""
              + first
              + "\""
              + didYouMean(first, names)
              + stages());
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

  /** Words for jpm are jpm's, but for those that choose servers. */
  private static List<String> wordsFor(String command, Arguments arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments.before());
    if (command.equals("jpm")) {
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

  // What follows only makes messages better: a deploy.json with mistakes must not hide them.

  private static boolean isKnownFile() {
    return !stageNames().isEmpty();
  }

  private static boolean isStage(String name) {
    return stageNames().contains(name);
  }

  private static String stages() {
    List<String> names = stageNames();
    return names.isEmpty() ? "" : " (stages: " + String.join(", ", names) + ")";
  }

  private static List<String> stageNames() {
    try {
      return DeployFile.find(java.nio.file.Path.of("").toAbsolutePath())
          .map(DeployFile::load)
          .map(DeployFile::stages)
          .orElse(List.of());
    } catch (RuntimeException _) {
      return List.of();
    }
  }
}
