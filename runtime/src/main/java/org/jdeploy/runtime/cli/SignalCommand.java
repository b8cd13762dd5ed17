package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm signal}: sends a signal to the processes of programs. */
@Command(
    name = "signal",
    description = "Send a signal to the processes of programs or instances.",
    footer = {"", "Example: jpm signal HUP blogd"})
final class SignalCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "SIG", description = "HUP, SIGUSR2, RTMIN+1 or a number.")
  private String signal = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TARGET",
      description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Option(names = "--json", description = "Print who got it as JSON.")
  private boolean json;

  SignalCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonValue reached =
        session.client().post("/v1/signal", Map.of("signal", signal, "targets", targets));
    if (json) {
      session.out().print(Json.pretty(reached));
      return ExitCodes.DONE;
    }
    for (JsonValue item : ((JsonArray) reached).items()) {
      Fields row = new Fields((JsonObject) item);
      session
          .out()
          .println(
              row.text("name")
                  + ":"
                  + row.number("instance")
                  + " got "
                  + signal
                  + ", process "
                  + row.number("pid"));
    }
    return ExitCodes.DONE;
  }
}
