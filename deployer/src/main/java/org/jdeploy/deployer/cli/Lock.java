package org.jdeploy.deployer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy STAGE lock}. */
@Command(
    name = "lock",
    description = "Holds deploys to the stage off until it is unlocked.",
    footer = {"", "Example:", "  jdeploy production lock -m \"the database is being moved\""})
final class Lock implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "MSG",
      description = "Why; who is refused gets to read it.")
  private String message = "";

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private StageOptions options = new StageOptions();

  Lock(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      change.confirm(session.stage(), "lock");
      return session
          .output()
          .end(session.engine(session.output().warnings()).lock(session.fleet(), message));
    }
  }
}
