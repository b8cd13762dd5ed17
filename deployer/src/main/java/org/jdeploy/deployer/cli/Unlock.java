package org.jdeploy.deployer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy STAGE unlock}. */
@Command(
    name = "unlock",
    description = "Allows deploys again.",
    footer = {"", "Example:", "  jdeploy production unlock"})
final class Unlock implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Option(
      names = "--force",
      description = "Take the lock from a deploy that has it, too, and revert what it left behind.")
  private boolean force;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private StageOptions options = new StageOptions();

  Unlock(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session = StageSession.open(name, options, surroundings)) {
      change.confirm(session.stage(), "unlock");
      return session
          .output()
          .end(session.engine(session.output().warnings()).unlock(session.fleet(), force));
    }
  }
}
