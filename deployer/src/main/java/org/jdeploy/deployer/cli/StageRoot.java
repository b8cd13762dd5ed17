package org.jdeploy.deployer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code jdeploy STAGE}. */
@Command(
    name = "jdeploy STAGE",
    synopsisSubcommandLabel = "[COMMAND]",
    description = "Commands for the servers of a stage of deploy.json; without one: deploy.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Example:",
      "  jdeploy production --revision v1.4.0",
      "  jdeploy production logs blogd -f"
    })
final class StageRoot implements Callable<Integer> {
  /** Never called: a stage always has a command here. */
  @Override
  public Integer call() {
    return ExitCode.USAGE;
  }
}
