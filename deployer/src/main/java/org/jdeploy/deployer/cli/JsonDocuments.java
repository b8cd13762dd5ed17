package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;

/** Each server prints one JSON document; one array of them all is what comes out. */
final class JsonDocuments implements RemoteLines {
  private final Surroundings surroundings;
  private final Map<String, StringBuilder> texts = new ConcurrentHashMap<>();

  JsonDocuments(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void on(EngineEvent event) {
    if (event instanceof EngineEvent.StepLine line) {
      if (line.error()) {
        surroundings.err().println(line.host() + " | " + line.line());
      } else {
        texts
            .computeIfAbsent(line.host(), _ -> new StringBuilder())
            .append(line.line())
            .append('\n');
      }
    }
  }

  @Override
  public void end(List<CommandResult> results) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (CommandResult result : results) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("host", result.host());
      one.put("exitCode", result.exitCode());
      result.problem().ifPresent(problem -> one.put("problem", problem));
      StringBuilder text = texts.get(result.host());
      if (text != null) {
        try {
          one.put("output", Json.parse(text.toString(), "jpm"));
        } catch (JsonSyntaxException _) {
          one.put("output", text.toString());
        }
      }
      documents.add(one);
    }
    surroundings.out().print(Json.pretty(documents));
  }
}
