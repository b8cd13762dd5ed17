package org.jdeploy.runtime.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm env}: what a program finds in its environment. */
@Command(
    name = "env",
    description = {
      "Show the environment that a program gets at its next start.",
      "What looks like a secret is shown as ***."
    },
    footer = {"", "Example: jpm env blogd"})
final class EnvCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "A program.")
  private String name = "";

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  EnvCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonValue answer =
        session.client().get("/v1/environment/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    if (json) {
      session.out().print(Json.pretty(answer));
    } else if (answer instanceof JsonObject variables) {
      variables
          .members()
          .forEach((variable, value) -> session.out().println(variable + "=" + text(value)));
    }
    return ExitCodes.DONE;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonText text ? text.value().replace("\n", "\\n") : "";
  }
}
