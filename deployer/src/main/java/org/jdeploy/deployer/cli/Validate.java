package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jdeploy.deployer.config.ConfigException;
import org.jdeploy.deployer.config.DeployFile;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jdeploy validate}. */
@Command(
    name = "validate",
    description =
        "Checks deploy.json as a whole, every stage of it: all mistakes with their places.",
    footer = {"", "Example:", "  jdeploy validate --config other/deploy.json"})
final class Validate implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConfigOptions config = new ConfigOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  Validate(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Set<Problem> problems = new LinkedHashSet<>();
    List<String> stages = List.of();
    try {
      DeployFile file = config.load();
      stages = file.stages();
      for (String stage : stages) {
        try {
          file.stage(stage, config.overrides(Optional.empty()));
        } catch (ConfigException e) {
          problems.addAll(e.problems());
        }
      }
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
    problems.forEach(problem -> surroundings.err().println(problem));
    int code = problems.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    if (output.json) {
      surroundings.out().print(Json.pretty(json(code, stages, problems)));
    } else if (code == ExitCode.DONE) {
      surroundings.out().println(config.file() + " is fine; stages: " + String.join(", ", stages));
    } else {
      surroundings
          .err()
          .println(
              problems.size() == 1 ? "one mistake" : problems.size() + " mistakes, none is hidden");
    }
    return code;
  }

  private static Map<String, Object> json(int code, List<String> stages, Set<Problem> problems) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Problem problem : problems) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("file", problem.at().file());
      one.put("line", problem.at().line());
      one.put("column", problem.at().column());
      one.put("key", problem.key());
      one.put("message", problem.message());
      list.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("exitCode", code);
    document.put("stages", stages);
    document.put("problems", list);
    return document;
  }
}
