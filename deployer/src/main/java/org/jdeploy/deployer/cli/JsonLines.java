package org.jdeploy.deployer.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/** Each line is a JSON object; it goes on with its server in it, as soon as it comes. */
final class JsonLines implements RemoteLines {
  private final Surroundings surroundings;

  JsonLines(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void on(EngineEvent event) {
    if (!(event instanceof EngineEvent.StepLine line)) {
      return;
    }
    Optional<JsonObject> object = line.error() ? Optional.empty() : object(line.line());
    if (object.isEmpty()) {
      surroundings.err().println(line.host() + " | " + line.line());
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("host", line.host());
    members.putAll(object.get().members());
    surroundings.out().println(Json.compact(members));
    surroundings.out().flush();
  }

  static Optional<JsonObject> object(String line) {
    try {
      return Json.parse(line, "jpm") instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonSyntaxException _) {
      return Optional.empty();
    }
  }

  @Override
  public void end(List<CommandResult> results) {}
}
