package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.console.PlanJson;
import org.jdeploy.deployer.console.PlanText;
import org.jdeploy.deployer.engine.DeployRequest;
import org.jdeploy.deployer.plan.Planning;
import org.jdeploy.runtime.json.JsonValue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jdeploy STAGE plan}. */
@Command(
    name = "plan",
    description = "Shows what a deploy would do, server by server, step by step; changes nothing.",
    footer = {"", "Example:", "  jdeploy production plan --revision v1.4.0"})
final class PlanCommand implements Callable<Integer> {
  private final String name;
  private final Surroundings surroundings;

  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "A branch, a tag or a commit; default: \"revision\" of deploy.json.")
  private @Nullable String revision;

  @Option(names = "--force", description = "As if a new release were wanted in any case.")
  private boolean force;

  @Mixin private RolloutOptions rollout = new RolloutOptions();
  @Mixin private StageOptions options = new StageOptions();

  PlanCommand(String name, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (StageSession session =
        StageSession.open(
            name,
            options,
            rollout.over(options.config.overrides(Optional.ofNullable(revision))),
            surroundings)) {
      return show(
          session,
          new DeployRequest(
              session.fleet(), Sources.resolve(session.stage()), force, Duration.ZERO));
    }
  }

  /** Prints the plan of a deploy, or why there is none. */
  static int show(StageSession session, DeployRequest request) {
    Output output = session.output();
    return switch (session.engine(output.warnings()).plan(request)) {
      case Planning.Planned(var plan) -> {
        output.print(new PlanText(plan, output.look(), !output.quiet()).lines());
        output.print(PlanJson.of(plan));
        yield ExitCode.DONE;
      }
      case Planning.Refused refused -> {
        refused.problems().forEach(problem -> output.problem("jdeploy: " + problem));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("exitCode", refused.exitCode());
        document.put("problems", refused.problems().stream().map(Object::toString).toList());
        output.print(JsonValue.of(document));
        yield refused.exitCode();
      }
    };
  }
}
