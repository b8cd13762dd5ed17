package org.jdeploy.deployer.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.config.Overrides;
import org.jdeploy.deployer.engine.DeployRequest;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy STAGE deploy}. */
@Command(
    name = "deploy",
    description = "Brings a revision live on all servers of the stage, or on none.",
    footer = {
      "",
      "Examples:",
      "  jdeploy production",
      "  jdeploy production --revision v1.4.0 --yes",
      "  jdeploy production deploy --hosts web1 --dry-run"
    })
final class Deploy implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "A branch, a tag or a commit; default: \"revision\" of deploy.json.")
  private @Nullable String revision;

  @Option(names = "--force", description = "A new release even when the same is live already.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "Show the plan and change nothing, as the command plan.")
  private boolean dryRun;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private RolloutOptions rollout = new RolloutOptions();
  @Mixin private StageOptions options = new StageOptions();

  Deploy(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Overrides overrides = rollout.over(options.config.overrides(Optional.ofNullable(revision)));
    try (StageSession session = StageSession.open(name, options, overrides, surroundings)) {
      if (!dryRun) {
        change.confirm(session.stage(), "deploy to");
      }
      ResolvedRevision resolved = Sources.resolve(session.stage());
      DeployRequest request =
          new DeployRequest(session.fleet(), resolved, force, rollout.waitForLock());
      if (dryRun) {
        return PlanCommand.show(session, request);
      }
      session.output().say(Sources.headline(session, resolved));
      return session.output().end(session.engine(session.output().progress()).deploy(request));
    }
  }
}
