package org.jdeploy.deployer.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdeploy.deployer.plan.Phase;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Wave;
import org.jdeploy.runtime.json.JsonValue;

/** A plan for scripts: every step with its shell script. */
public final class PlanJson {
  private PlanJson() {}

  public static JsonValue of(Plan plan) {
    Map<String, Object> servers = new LinkedHashMap<>();
    plan.servers()
        .forEach((name, server) -> servers.put(name, Map.of("live", server.live().orElse(""))));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", word(plan.kind()));
    members.put("application", plan.application());
    members.put("stage", plan.stage());
    members.put("release", plan.release());
    members.put("sha", plan.sha());
    members.put("nothingToDo", plan.nothingToDo());
    members.put("servers", servers);
    members.put("phases", plan.phases().stream().map(PlanJson::phase).toList());
    members.put("warnings", plan.warnings());
    return JsonValue.of(members);
  }

  private static Map<String, Object> phase(Phase phase) {
    List<Map<String, Object>> waves = new ArrayList<>();
    for (Wave wave : phase.waves()) {
      Map<String, Object> steps = new LinkedHashMap<>();
      wave.steps()
          .forEach((server, list) -> steps.put(server, list.stream().map(PlanJson::step).toList()));
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("title", wave.title());
      members.put("steps", steps);
      waves.add(members);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", word(phase.name()));
    members.put("waves", waves);
    return members;
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", step.id());
    members.put("title", step.title());
    members.put("place", word(step.place()));
    members.put("timeoutSeconds", ReportJson.seconds(step.timeout()));
    members.put("script", step.script());
    return members;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
