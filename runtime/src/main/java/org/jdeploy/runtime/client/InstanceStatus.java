package org.jdeploy.runtime.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code jpm status}; its JSON is a contract (field names and meaning).
 *
 * @param state Supervisor's words: {@code RUNNING}
 * @param ok it is as it should be: it runs, or was to run once and ended well
 * @param uptimeSeconds since the process was spawned; absent when there is none
 * @param exit how the last process ended
 * @param cpuPercent of one processor, over the life of the instance's processes
 * @param memoryBytes resident, of the instance's processes together
 * @param release last part of {@code cwd}, when that is a release
 * @param listen addresses it accepts connections on, such as {@code tcp://0.0.0.0:3000}
 */
public record InstanceStatus(
    String name,
    int instance,
    String group,
    String state,
    OptionalInt pid,
    boolean ready,
    boolean ok,
    OptionalLong uptimeSeconds,
    int restarts,
    Optional<LastExit> exit,
    OptionalDouble cpuPercent,
    OptionalLong memoryBytes,
    Optional<String> cwd,
    Optional<String> release,
    List<String> listen,
    String description) {

  public InstanceStatus {
    listen = List.copyOf(listen);
  }

  /**
   * @param cause for a person: {@code exited with code 1}
   */
  public record LastExit(OptionalInt code, Optional<String> signal, String cause) {}

  public JsonValue toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("instance", instance);
    json.put("group", group);
    json.put("state", state);
    json.put("pid", pid.isPresent() ? pid.getAsInt() : null);
    json.put("ready", ready);
    json.put("ok", ok);
    json.put("uptimeSeconds", uptimeSeconds.isPresent() ? uptimeSeconds.getAsLong() : null);
    json.put("restarts", restarts);
    json.put("exit", exit.map(InstanceStatus::exitJson).orElse(null));
    json.put("cpuPercent", cpuPercent.isPresent() ? cpuPercent.getAsDouble() : null);
    json.put("memoryBytes", memoryBytes.isPresent() ? memoryBytes.getAsLong() : null);
    json.put("cwd", cwd.orElse(null));
    json.put("release", release.orElse(null));
    json.put("listen", listen);
    json.put("description", description);
    return JsonValue.of(json);
  }

  private static JsonValue exitJson(LastExit exit) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("code", exit.code().isPresent() ? exit.code().getAsInt() : null);
    json.put("signal", exit.signal().orElse(null));
    json.put("cause", exit.cause());
    return JsonValue.of(json);
  }

  /** Reads what {@link #toJson} wrote. */
  public static InstanceStatus fromJson(JsonObject json) {
    Fields row = new Fields(json);
    OptionalLong pid = row.optionalLong("pid");
    return new InstanceStatus(
        row.text("name"),
        (int) row.number("instance"),
        row.text("group"),
        row.text("state"),
        pid.isPresent() ? OptionalInt.of((int) pid.getAsLong()) : OptionalInt.empty(),
        row.flag("ready"),
        row.flag("ok"),
        row.optionalLong("uptimeSeconds"),
        (int) row.number("restarts"),
        row.object("exit").map(InstanceStatus::exit),
        row.optionalDouble("cpuPercent"),
        row.optionalLong("memoryBytes"),
        row.optionalText("cwd"),
        row.optionalText("release"),
        row.texts("listen"),
        row.text("description"));
  }

  private static LastExit exit(Fields exit) {
    OptionalLong code = exit.optionalLong("code");
    return new LastExit(
        code.isPresent() ? OptionalInt.of((int) code.getAsLong()) : OptionalInt.empty(),
        exit.optionalText("signal"),
        exit.text("cause"));
  }
}
