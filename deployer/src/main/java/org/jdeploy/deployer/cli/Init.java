package org.jdeploy.deployer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jdeploy init}. */
@Command(
    name = "init",
    description = "Writes deploy.json from a commented example.",
    footer = {"", "Example:", "  jdeploy init && $EDITOR deploy.json && jdeploy validate"})
final class Init implements Callable<Integer> {
  private static final String EXAMPLE = "/deploy.json.example";

  private final Surroundings surroundings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "deploy.json",
      description = "What to write, default ${DEFAULT-VALUE}.")
  private Path file = Path.of("deploy.json");

  Init(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (InputStream example = Init.class.getResourceAsStream(EXAMPLE)) {
      if (example == null) {
        throw new IllegalStateException("this build of jdeploy lacks " + EXAMPLE);
      }
      Files.copy(example, file);
    } catch (FileAlreadyExistsException _) {
      throw new UsageException(
          file + " exists already and is left as it is: name another file by --config");
    }
    surroundings
        .out()
        .println(
            "wrote " + file + ": put your repository and servers in, then run `jdeploy validate`");
    return ExitCode.DONE;
  }
}
