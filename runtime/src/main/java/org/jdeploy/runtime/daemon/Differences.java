package org.jdeploy.runtime.daemon;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** How two specifications differ, in lines for a person. */
final class Differences {
  private Differences() {}

  /** {@code instances: 2 → 4}; values of the environment are not told, they may be secret. */
  static List<String> between(ProgramSpec before, ProgramSpec after) {
    List<String> lines = new ArrayList<>();
    if (!before.equals(after)) {
      compare("", ProgramJson.write(before), ProgramJson.write(after), lines);
      if (lines.isEmpty()) {
        lines.add("in a detail");
      }
    }
    return lines;
  }

  private static void compare(
      String prefix, JsonObject before, JsonObject after, List<String> lines) {
    Set<String> keys = new LinkedHashSet<>(before.members().keySet());
    keys.addAll(after.members().keySet());
    for (String key : keys) {
      @Nullable JsonValue old = before.get(key);
      @Nullable JsonValue now = after.get(key);
      if (old instanceof JsonObject one && now instanceof JsonObject other) {
        compare(prefix + key + ".", one, other, lines);
      } else if (!text(old).equals(text(now))) {
        lines.add(
            prefix.startsWith("environment.")
                ? prefix
                    + key
                    + ": "
                    + (old == null ? "added" : now == null ? "removed" : "changed")
                : prefix + key + ": " + text(old) + " → " + text(now));
      }
    }
  }

  private static String text(@Nullable JsonValue value) {
    return value == null ? "(none)" : Json.compact(value);
  }
}
