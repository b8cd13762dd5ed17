package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** Files of any format as one program file in our keys. */
public final class Translation {
  private Translation() {}

  /**
   * A program file that means the same wherever it is put: each program names its directory.
   *
   * @param readings none of them broken
   */
  public static JsonObject of(List<Reading> readings) {
    SequencedMap<String, JsonValue> programs = new LinkedHashMap<>();
    for (Reading reading : readings) {
      if (reading.tree().get("programs") instanceof JsonObject object) {
        object
            .members()
            .forEach((name, program) -> programs.put(name, placed(program, reading.file())));
      }
    }
    SequencedMap<String, JsonValue> file = new LinkedHashMap<>();
    file.put("programs", new JsonObject(programs, Map.of(), JsonValue.NOWHERE));
    return new JsonObject(file, Map.of(), JsonValue.NOWHERE);
  }

  private static JsonValue placed(JsonValue program, Path file) {
    if (!(program instanceof JsonObject object) || object.get("directory") != null) {
      return program;
    }
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    object
        .members()
        .forEach((key, value) -> {
          members.put(key, value);
          if (key.equals("command")) {
            members.put(
                "directory", new JsonText(String.valueOf(file.getParent()), JsonValue.NOWHERE));
          }
        });
    return new JsonObject(members, Map.of(), object.at());
  }
}
