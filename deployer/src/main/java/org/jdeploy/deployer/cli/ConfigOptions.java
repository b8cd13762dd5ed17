package org.jdeploy.deployer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.DeployFile;
import org.jdeploy.deployer.config.Overrides;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which deploy.json, and what the command line says over it. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Default: deploy.json in this directory or the nearest one above.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of deploy.json for this run, as rollout.batch=2.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description = "Set a variable of templates and tasks for this run.")
  private Map<String, String> vars = new LinkedHashMap<>();

  Path file() {
    if (config != null) {
      if (!Files.exists(config)) {
        throw new UsageException("--config: there is no file " + config);
      }
      return config;
    }
    Path here = Path.of("").toAbsolutePath();
    return DeployFile.find(here)
        .orElseThrow(() ->
            new UsageException(
                "there is no deploy.json in "
                    + here
                    + " or above it: `jdeploy init` writes one, --config FILE names another"));
  }

  DeployFile load() {
    return DeployFile.load(file());
  }

  Overrides overrides(Optional<String> revision) {
    return new Overrides(revision, set, vars);
  }
}
