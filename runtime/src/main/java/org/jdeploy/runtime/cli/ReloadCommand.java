package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm reload}. */
@Command(
    name = "reload",
    description = {
      "Replace programs one instance after the other without losing a request.",
      "When a new instance does not become ready, the old ones stay and the exit code is 1."
    },
    footer = {"", "Example: jpm reload blogd --parallel 2 --timeout 30s"})
final class ReloadCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "1",
      description = "So many instances at a time (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      description = "How long a new instance may take to be ready (default: as its file says).")
  private @Nullable String timeout;

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  ReloadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (parallel < 1) {
      throw new Failure(ExitCodes.USAGE, "--parallel must be at least 1");
    }
    return new Operation(
            "reload",
            targets,
            parallel,
            Optional.ofNullable(timeout).map(Units::duration),
            Optional.empty(),
            wait.waits())
        .run(session, json);
  }
}
