package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;

/** Reads PM2's ecosystem in its JSON form: {@code {"apps": [{"script": …}]}}. */
final class Ecosystem {
  private final Path base;
  private final List<Problem> problems;
  private final List<Problem> remarks = new ArrayList<>();
  private final Map<Location, String> keys = new HashMap<>();

  private Ecosystem(Path base, List<Problem> problems) {
    this.base = base;
    this.problems = problems;
  }

  /** Whether a tree is such a file. */
  static boolean is(JsonValue tree) {
    return tree instanceof JsonObject file && file.get("apps") != null;
  }

  /**
   * The file in our keys.
   *
   * @param file absolute
   * @param problems those found already
   */
  static Converted read(Path file, JsonValue tree, List<Problem> problems) {
    Path parent = file.getParent();
    Ecosystem ecosystem = new Ecosystem(parent == null ? Path.of("/") : parent, problems);
    Draft programs = new Draft(tree.at());
    if (tree instanceof JsonObject object) {
      object.members().forEach((name, value) -> ecosystem.member(object, name, value, programs));
    }
    return new Converted(
        file,
        ecosystem.base,
        new Draft(tree.at()).put("programs", programs.json()).json(),
        Map.copyOf(ecosystem.keys),
        problems,
        ecosystem.remarks);
  }

  private void member(JsonObject file, String name, JsonValue value, Draft programs) {
    if (name.equals("apps")) {
      List<JsonValue> apps =
          value instanceof JsonArray(List<JsonValue> items, _) ? items : List.of(value);
      for (int i = 0; i < apps.size(); i++) {
        app(apps.get(i), "apps[" + i + "]", programs);
      }
    } else if (name.equals("deploy")) {
      remarks.add(new Problem(file.keyAt(name), name, "is left out: deploying is jdeploy's"));
    } else {
      remarks.add(new Problem(file.keyAt(name), name, "has no equivalent and is left out"));
    }
  }

  private void app(JsonValue value, String path, Draft programs) {
    if (!(value instanceof JsonObject app)) {
      problems.add(
          new Problem(value.at(), path, "expected an object (an app), found " + value.kind()));
      return;
    }
    EcosystemApp reader = new EcosystemApp(app, path, base, keys, problems, remarks);
    String name = reader.name();
    if (programs.has(name)) {
      problems.add(new Problem(app.at(), path, "is called " + name + " as another one is"));
      return;
    }
    keys.put(app.at(), path + ".name");
    JsonObject program = reader.read();
    programs.put(name, program);
  }

  /** A string's text; empty for anything else. */
  static String text(JsonValue value) {
    return value instanceof JsonText(String text, _) ? text : "";
  }
}
