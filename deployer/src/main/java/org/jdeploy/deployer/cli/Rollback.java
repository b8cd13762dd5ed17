package org.jdeploy.deployer.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.engine.RollbackRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy STAGE rollback}. */
@Command(
    name = "rollback",
    description = {
      "Goes back to the good release before the one that is live, or to a named one.",
      "No server is touched when one of them lacks it."
    },
    footer = {
      "",
      "Examples:",
      "  jdeploy production rollback",
      "  jdeploy production rollback --to 20261124093000-3f2a91c"
    })
final class Rollback implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Option(
      names = "--to",
      paramLabel = "RELEASE",
      description = "A release that `jdeploy STAGE releases` lists.")
  private @Nullable String to;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private RolloutOptions rollout = new RolloutOptions();
  @Mixin private StageOptions options = new StageOptions();

  Rollback(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session =
        StageSession.open(
            name,
            options,
            rollout.over(options.config.overrides(Optional.empty())),
            surroundings)) {
      change.confirm(session.stage(), "roll back");
      session
          .output()
          .say(
              "Rolling "
                  + session.stage().application()
                  + " back"
                  + (to == null ? "" : " to " + to)
                  + " on "
                  + session.stage().name()
                  + ": "
                  + session.servers());
      return session
          .output()
          .end(
              session
                  .engine(session.output().progress())
                  .rollback(
                      new RollbackRequest(
                          session.fleet(), Optional.ofNullable(to), rollout.waitForLock())));
    }
  }
}
