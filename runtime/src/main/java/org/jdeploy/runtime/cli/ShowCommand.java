package org.jdeploy.runtime.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm show}: all about one program. */
@Command(
    name = "show",
    aliases = "describe",
    description = "Show a program: its settings, where it came from, its instances and logs.",
    footer = {"", "Example: jpm show blogd"})
final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "A program.")
  private String name = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonValue answer =
        session
            .client()
            .get(
                "/v1/programs/"
                    + java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8));
    if (json) {
      session.out().print(Json.pretty(answer));
      return ExitCodes.DONE;
    }
    Fields program = Fields.of(answer);
    session.out().println(program.text("name"));
    program.optionalText("source").ifPresent(source -> line("from", source));
    program
        .object("spec")
        .ifPresent(spec -> spec.json().members().forEach((key, value) -> line(key, text(value))));
    for (Fields instance : program.objects("instances")) {
      print(InstanceStatus.fromJson(instance.json()), instance);
    }
    return ExitCodes.DONE;
  }

  private void print(InstanceStatus row, Fields more) {
    session.out().println();
    session
        .out()
        .println(row.name() + ":" + row.instance() + "  " + session.paint().state(row.state()));
    line("description", row.description());
    row.pid().ifPresent(pid -> line("pid", String.valueOf(pid)));
    row.uptimeSeconds().ifPresent(seconds -> line("uptime", Units.uptime(seconds)));
    line("restarts", String.valueOf(row.restarts()));
    row.exit().ifPresent(exit -> line("last exit", exit.cause()));
    row.cwd().ifPresent(cwd -> line("cwd", cwd));
    if (!row.listen().isEmpty()) {
      line("listen", String.join(", ", row.listen()));
    }
    row.memoryBytes().ifPresent(bytes -> line("memory", Units.size(bytes)));
    more.texts("logs").forEach(log -> line("log", log));
  }

  private void line(String key, String value) {
    session.out().printf("  %-16s %s%n", key, value);
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonText text -> text.value();
      case JsonObject object ->
          String.join(
              " ",
              object.members().entrySet().stream()
                  .map((Map.Entry<String, JsonValue> member) ->
                      member.getKey() + "=" + text(member.getValue()))
                  .toList());
      default -> Json.compact(value);
    };
  }
}
