package org.jdeploy.deployer.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** Programs of a server: how many instances of each are up. */
record ProgramCounts(SequencedMap<String, Count> programs) {

  /** Of one program. */
  record Count(int running, int all) {
    Count and(boolean runs) {
      return new Count(running + (runs ? 1 : 0), all + 1);
    }
  }

  /** From what {@code jpm status --json} prints. */
  static ProgramCounts of(JsonArray instances) {
    SequencedMap<String, Count> programs = new LinkedHashMap<>();
    for (JsonValue item : instances.items()) {
      if (item instanceof JsonObject instance) {
        boolean runs = text(instance, "state").equals("RUNNING");
        programs.merge(
            text(instance, "name"),
            new Count(0, 0).and(runs),
            (so, far) -> new Count(so.running + far.running, so.all + far.all));
      }
    }
    return new ProgramCounts(programs);
  }

  private static String text(JsonObject instance, String name) {
    return instance.get(name) instanceof JsonText text ? text.value() : "";
  }

  String text(Look look) {
    if (programs.isEmpty()) {
      return "none";
    }
    return programs.entrySet().stream()
        .map(entry -> {
          Count count = entry.getValue();
          String text = entry.getKey() + " " + count.running + "/" + count.all;
          return count.running == count.all ? look.good(text) : look.bad(text);
        })
        .collect(Collectors.joining(", "));
  }
}
