package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.Overrides;
import org.jdeploy.runtime.json.DurationText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How servers are switched, and what happens when something is in the way. */
final class RolloutOptions {
  @Option(
      names = "--on-unreachable",
      paramLabel = "abort|skip|N%",
      description = "What to do about servers that cannot be reached.")
  private @Nullable String onUnreachable;

  @Option(
      names = "--on-failure",
      paramLabel = "revert|stop|keep",
      description = "What to do about servers already switched when one fails.")
  private @Nullable String onFailure;

  @Option(names = "--batch", paramLabel = "N|P%", description = "So many servers at a time.")
  private @Nullable String batch;

  @Option(
      names = "--wait-lock",
      paramLabel = "DURATION",
      description = "Wait so long (as 5m) when somebody else is deploying; default: not at all.")
  private @Nullable String waitLock;

  /** The overrides, with these over them. */
  Overrides over(Overrides overrides) {
    Map<String, String> set = new LinkedHashMap<>(overrides.set());
    put(set, "rollout.onUnreachable", onUnreachable);
    put(set, "rollout.onFailure", onFailure);
    put(set, "rollout.batch", batch);
    return new Overrides(overrides.revision(), set, overrides.vars());
  }

  private static void put(Map<String, String> set, String key, @Nullable String value) {
    if (value != null) {
      set.put(key, value);
    }
  }

  Duration waitForLock() {
    return Optional.ofNullable(waitLock)
        .map(text ->
            DurationText.parse(text)
                .orElseThrow(() ->
                    new UsageException(
                        "--wait-lock " + text + ": expected a duration such as 30s or 5m")))
        .orElse(Duration.ZERO);
  }
}
