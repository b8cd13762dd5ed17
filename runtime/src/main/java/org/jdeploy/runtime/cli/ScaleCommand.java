package org.jdeploy.runtime.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm scale}. */
@Command(
    name = "scale",
    description = "Change how many instances of a program run.",
    footer = {"", "Example: jpm scale blogd +2", "         jpm scale blogd max"})
final class ScaleCommand implements Callable<Integer> {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,4}|max");

  private final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "A program.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "N",
      description = "A number, +N, -N, or max (one for each processor).")
  private String number = "";

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  ScaleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!NUMBER.matcher(number).matches()) {
      throw new Failure(
          ExitCodes.USAGE, "\"" + number + "\" is no number of instances: say 4, +1, -1 or max");
    }
    return new Operation(
            "scale", List.of(name), 1, Optional.empty(), Optional.of(number), wait.waits())
        .run(session, json);
  }
}
