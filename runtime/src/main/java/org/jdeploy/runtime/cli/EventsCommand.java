package org.jdeploy.runtime.cli;

import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm events}: what happened. */
@Command(
    name = "events",
    description = "Show what happened: starts, exits with their cause, reloads.",
    footer = {"", "Example: jpm events -f"})
final class EventsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new events until interrupted.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "So many of the last events (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(names = "--json", description = "Print each event as a JSON object.")
  private boolean json;

  EventsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (lines < 0) {
      throw new Failure(ExitCodes.USAGE, "-n must be a whole number from 0");
    }
    session.client().stream(
        "GET", "/v1/events?lines=" + lines + (follow ? "&follow=1" : ""), null, this::print);
    return ExitCodes.DONE;
  }

  private void print(Fields event) {
    session
        .out()
        .println(json ? Json.compact(event.json()) : EventLine.withDate(event, session.paint()));
    if (session.out().checkError()) {
      throw new Failure(ExitCodes.DONE, "nobody reads any more");
    }
  }
}
