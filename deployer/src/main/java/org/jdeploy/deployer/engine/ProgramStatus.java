package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** Reads what {@code jpm status --json} prints. */
final class ProgramStatus {
  private ProgramStatus() {}

  /** The instances; empty when the lines are no such answer. */
  static Optional<JsonArray> read(List<String> lines) {
    try {
      return Json.parse(String.join("\n", lines), "jpm status") instanceof JsonArray array
          ? Optional.of(array)
          : Optional.empty();
    } catch (JsonSyntaxException _) {
      return Optional.empty();
    }
  }

  /** What is wrong when instances of the programs run from elsewhere; empty when all is well. */
  static Optional<String> runsElsewhere(List<String> lines, Step.RunsFrom check) {
    Optional<JsonArray> instances = read(lines);
    if (instances.isEmpty()) {
      return Optional.of("jpm status gave no list of instances");
    }
    List<String> wrong = new ArrayList<>();
    for (JsonValue item : instances.get().items()) {
      if (item instanceof JsonObject instance
          && check.programs().contains(text(instance, "name"))
          && instance.get("pid") instanceof JsonNumber) {
        String directory = text(instance, "cwd");
        if (!(directory + "/").startsWith(check.directory() + "/")) {
          wrong.add("%s runs from %s".formatted(text(instance, "name"), directory));
        }
      }
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of("not from %s: %s".formatted(check.directory(), String.join(", ", wrong)));
  }

  private static String text(JsonObject instance, String name) {
    return instance.get(name) instanceof JsonText text ? text.value() : "";
  }
}
