package org.jdeploy.deployer.cli;

import java.util.concurrent.Callable;
import org.jdeploy.deployer.config.DeployKeys;
import picocli.CommandLine.Command;

/** {@code jdeploy schema}. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of deploy.json, for editors.",
    footer = {"", "Example:", "  jdeploy schema > deploy.schema.json"})
final class SchemaCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  SchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.out().print(DeployKeys.schema());
    return ExitCode.DONE;
  }
}
