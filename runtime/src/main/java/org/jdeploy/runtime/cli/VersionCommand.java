package org.jdeploy.runtime.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.JpmVersion;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm version}: of the client, and of the daemon when one runs. */
@Command(
    name = "version",
    description = "Print the version of jpm, and of jpmd when it runs.",
    footer = {"", "Example: jpm version --json"})
final class VersionCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    @Nullable Fields daemon = daemon();
    if (json) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>();
      all.put("jpm", JpmVersion.current());
      all.put("jpmd", daemon == null ? null : daemon.json());
      session.out().print(Json.pretty(all));
    } else {
      session.out().println("jpm  " + JpmVersion.current());
      session
          .out()
          .println(
              daemon == null
                  ? "jpmd is not running"
                  : "jpmd " + daemon.text("version") + ", process " + daemon.number("pid"));
      if (daemon != null && !daemon.text("version").equals(JpmVersion.current())) {
        session.out().println("They differ: jpm upgrade replaces jpmd and touches no program.");
      }
    }
    return ExitCodes.DONE;
  }

  private @Nullable Fields daemon() {
    try {
      return Fields.of(session.client().get("/v1/version"));
    } catch (ControlException e) {
      return null;
    }
  }
}
