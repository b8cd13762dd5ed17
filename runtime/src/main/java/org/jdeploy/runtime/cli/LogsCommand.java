package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm logs}: what programs print. */
@Command(
    name = "logs",
    description = "Show what programs print, each line with its instance.",
    footer = {"", "Example: jpm logs blogd -f -n 100"})
final class LogsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until interrupted.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "So many of the last lines of each instance (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(names = "--out", description = "Only what went to stdout.")
  private boolean out;

  @Option(names = "--err", description = "Only what went to stderr.")
  private boolean err;

  @Option(names = "--json", description = "Print each line as a JSON object.")
  private boolean json;

  @Option(names = "--raw", description = "Print lines without their instance.")
  private boolean raw;

  LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (lines < 0) {
      throw new Failure(ExitCodes.USAGE, "-n must be a whole number from 0");
    }
    String target =
        "/v1/logs"
            + StatusCommand.query("target", targets)
            + (targets.isEmpty() ? "?" : "&")
            + "lines="
            + lines
            + (follow ? "&follow=1" : "")
            + (out ? "&out=1" : "")
            + (err ? "&err=1" : "");
    session.client().stream("GET", target, null, this::print);
    return ExitCodes.DONE;
  }

  private void print(Fields line) {
    if (json) {
      session.out().println(Json.compact(line.json()));
    } else if (raw) {
      session.out().println(line.text("line"));
    } else {
      String prefix = line.text("name") + ":" + line.number("instance") + " | ";
      Paint paint = session.paint();
      session
          .out()
          .println(
              (line.text("stream").equals("err") ? paint.red(prefix) : paint.cyan(prefix))
                  + line.text("line"));
    }
    if (session.out().checkError()) {
      throw new Failure(ExitCodes.DONE, "nobody reads any more");
    }
  }
}
