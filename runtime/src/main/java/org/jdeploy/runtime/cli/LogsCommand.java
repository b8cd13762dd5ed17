package org.jdeploy.runtime.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    footer = {"", "Example: jpm logs blogd -f --since 10m --grep 'ERROR|WARN'"})
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
      description =
          "So many of the last lines of each output (default: 20; with --since or --grep: all).")
  private Optional<Integer> lines = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only lines from that time on: 10m, 2026-11-24T10:00:00Z, \"2026-11-24 10:00\", 10:00.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--grep",
      paramLabel = "RE",
      description = "Only lines in which this regular expression is found.")
  private Optional<String> grep = Optional.empty();

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
    if (lines.orElse(0) < 0) {
      throw new Failure(ExitCodes.USAGE, "-n must be a whole number from 0");
    }
    StringBuilder target = new StringBuilder("/v1/logs" + StatusCommand.query("target", targets));
    target.append(targets.isEmpty() ? "?" : "&").append("v=1");
    lines.ifPresent(number -> target.append("&lines=").append(number));
    since.ifPresent(text -> target.append("&since=").append(moment(text).toEpochMilli()));
    grep.ifPresent(
        regex -> target.append("&grep=").append(URLEncoder.encode(regex, StandardCharsets.UTF_8)));
    target.append(follow ? "&follow=1" : "").append(out ? "&out=1" : "");
    target.append(err ? "&err=1" : "");
    session.client().stream("GET", target.toString(), null, this::print);
    return ExitCodes.DONE;
  }

  private static Instant moment(String text) {
    return Moment.parse(text, ZonedDateTime.now(ZoneId.systemDefault()))
        .orElseThrow(() ->
            new Failure(
                ExitCodes.USAGE,
                "--since "
                    + text
                    + " is no time: write 10m, 2026-11-24T10:00:00Z, \"2026-11-24 10:00\" or"
                    + " 10:00"));
  }

  private void print(Fields line) {
    if (json) {
      session.out().println(Json.compact(line.json()));
    } else if (raw && line.optionalLong("skipped").isPresent()) {
      session.err().println("jpm: skipped " + line.number("skipped") + " bytes");
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
