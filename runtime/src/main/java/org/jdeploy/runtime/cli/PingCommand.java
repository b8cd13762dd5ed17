package org.jdeploy.runtime.cli;

import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.Fields;
import picocli.CommandLine.Command;

/** {@code jpm ping}: is a jpmd there? */
@Command(
    name = "ping",
    description = "Say whether jpmd runs: exit code 0 if it does, 7 if not.",
    footer = {"", "Example: jpm ping && echo up"})
final class PingCommand implements Callable<Integer> {
  private final Session session;

  PingCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Fields version = Fields.of(session.client().get("/v1/version"));
    session
        .out()
        .println("jpmd " + version.text("version") + " runs, process " + version.number("pid"));
    return ExitCodes.DONE;
  }
}
