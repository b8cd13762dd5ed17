package org.jdeploy.runtime.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm status}: a table of instances. */
@Command(
    name = "status",
    aliases = {"list", "ls"},
    description = {
      "Show programs and whether they are up.",
      "Exit code 0: all are up, 3: something is not, 4: cannot tell."
    },
    footer = {"", "Example: jpm status blogd --json"})
final class StatusCommand implements Callable<Integer> {
  private static final int STATE = 2;

  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Option(names = "--json", description = "Print JSON: an array of instances.")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonValue answer;
    try {
      answer = session.client().get("/v1/status" + query("target", targets));
    } catch (ControlException e) {
      throw new Failure(ExitCodes.CANNOT_TELL, String.valueOf(e.getMessage()));
    }
    if (json) {
      session.out().print(Json.pretty(answer));
    }
    List<InstanceStatus> rows = rows(answer);
    if (!json) {
      print(rows);
    }
    boolean up = rows.stream().allMatch(InstanceStatus::ok);
    return up ? ExitCodes.DONE : ExitCodes.NOT_UP;
  }

  static String query(String name, List<String> values) {
    StringBuilder query = new StringBuilder();
    for (String value : values) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  static List<InstanceStatus> rows(JsonValue answer) {
    List<InstanceStatus> rows = new ArrayList<>();
    for (JsonValue row : ((JsonArray) answer).items()) {
      rows.add(InstanceStatus.fromJson((JsonObject) row));
    }
    return rows;
  }

  private void print(List<InstanceStatus> rows) {
    if (rows.isEmpty()) {
      session.out().println("no programs (jpm start app.js, or jpm apply FILE)");
      return;
    }
    Table table =
        Table.of("NAME", ">#", "STATE", ">PID", "UPTIME", ">RESTARTS", ">CPU", ">MEMORY", "INFO");
    for (InstanceStatus row : rows) {
      table.row(
          List.of(
              row.name(),
              String.valueOf(row.instance()),
              row.state(),
              row.pid().isPresent() ? String.valueOf(row.pid().getAsInt()) : "-",
              row.uptimeSeconds().isPresent() ? Units.uptime(row.uptimeSeconds().getAsLong()) : "-",
              String.valueOf(row.restarts()),
              row.cpuPercent().isPresent()
                  ? String.format(Locale.ROOT, "%.1f%%", row.cpuPercent().getAsDouble())
                  : "-",
              row.memoryBytes().isPresent() ? Units.size(row.memoryBytes().getAsLong()) : "-",
              info(row)));
    }
    table.lines(session.width(), STATE, session.paint()::state).forEach(session.out()::println);
  }

  private static String info(InstanceStatus row) {
    List<String> parts = new ArrayList<>();
    row.release().ifPresent(parts::add);
    if (row.listen().isEmpty() || !row.state().equals("RUNNING")) {
      parts.add(row.description());
    }
    parts.addAll(row.listen());
    return String.join(" ", parts);
  }
}
