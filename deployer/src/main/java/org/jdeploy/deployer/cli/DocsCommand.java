package org.jdeploy.deployer.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.config.DeployKeys;
import org.jdeploy.runtime.json.Docs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jdeploy docs KEY}. */
@Command(
    name = "docs",
    description = "Explains a key of deploy.json; without one, lists them all.",
    footer = {"", "Examples:", "  jdeploy docs rollout.batch", "  jdeploy docs programs.ready"})
final class DocsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "0..1", paramLabel = "KEY", description = "As rollout.batch.")
  private @Nullable String key;

  DocsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<String> paths = Docs.paths(DeployKeys.FILE);
    String wanted = key;
    if (wanted == null) {
      paths.forEach(surroundings.out()::println);
      return ExitCode.DONE;
    }
    surroundings
        .out()
        .print(
            Docs.of(DeployKeys.FILE, wanted)
                .orElseThrow(() ->
                    new UsageException(
                        "deploy.json has no key \""
                            + wanted
                            + "\""
                            + Dispatch.didYouMean(wanted, paths))));
    return ExitCode.DONE;
  }
}
