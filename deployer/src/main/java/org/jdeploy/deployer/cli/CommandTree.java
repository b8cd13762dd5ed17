package org.jdeploy.deployer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which commands there are. */
final class CommandTree {
  private CommandTree() {}

  /** Commands that stand in the stage's place. */
  static CommandLine stageless(Surroundings surroundings) {
    return configure(
        new CommandLine(new Root())
            .addSubcommand(new Init(surroundings))
            .addSubcommand(new Validate(surroundings))
            .addSubcommand(new Stages(surroundings))
            .addSubcommand(new SchemaCommand(surroundings))
            .addSubcommand(new DocsCommand(surroundings))
            .addSubcommand(new DemoCommand(surroundings))
            .addSubcommand(new Completion(surroundings)));
  }

  /** Commands that follow a stage. */
  static CommandLine ofStage(String stage, Surroundings surroundings) {
    CommandLine line = new CommandLine(new StageRoot());
    line.setCommandName("jdeploy " + stage);
    line.addSubcommand(new Deploy(stage, surroundings))
        .addSubcommand(new PlanCommand(stage, surroundings))
        .addSubcommand(new Rollback(stage, surroundings))
        .addSubcommand(new Setup(stage, surroundings))
        .addSubcommand(new Status(stage, surroundings))
        .addSubcommand(new Releases(stage, surroundings))
        .addSubcommand(new Logs(stage, surroundings))
        .addSubcommand(new Jpm(stage, surroundings))
        .addSubcommand(new Lock(stage, surroundings))
        .addSubcommand(new Unlock(stage, surroundings));
    return configure(line);
  }

  private static CommandLine configure(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      help(command.getCommandSpec());
      command.getCommandSpec().usageMessage().abbreviateSynopsis(true).sortOptions(false);
    }
    help(line.getCommandSpec());
    return line.setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(false)
        .setAbbreviatedOptionsAllowed(false)
        .setAbbreviatedSubcommandsAllowed(false)
        .setTrimQuotes(false);
  }

  private static void help(CommandSpec command) {
    if (command.findOption("--help") == null) {
      command.addOption(
          OptionSpec.builder("-h", "--help")
              .type(boolean.class)
              .arity("0")
              .usageHelp(true)
              .description("This help.")
              .build());
    }
  }
}
