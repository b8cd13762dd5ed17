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
import org.jdeploy.runtime.supervise.Replacement;
import org.jspecify.annotations.Nullable;

/** How two specifications differ, in lines for a person. */
final class Differences {
  private Differences() {}

  /**
   * {@code instances: 2 → 4 (applied live)}, {@code command: … (needs a reload)}; values of the
   * environment are not told, they may be secret.
   */
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
      } else if (!same(old, now)) {
        lines.add(line(prefix + key, old, now));
      }
    }
  }

  private static String line(String key, @Nullable JsonValue old, @Nullable JsonValue now) {
    String said = FileWords.key(key);
    String change =
        key.startsWith("environment.")
            ? old == null ? "added" : now == null ? "removed" : "changed"
            : FileWords.value(said, old) + " → " + FileWords.value(said, now);
    return said
        + ": "
        + change
        + (Replacement.isNeededFor(key) ? " (needs a reload)" : " (applied live)");
  }

  private static boolean same(@Nullable JsonValue old, @Nullable JsonValue now) {
    String before = old == null ? "" : Json.compact(old);
    return before.equals(now == null ? "" : Json.compact(now));
  }
}
