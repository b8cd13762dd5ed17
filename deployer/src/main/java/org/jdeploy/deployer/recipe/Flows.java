package org.jdeploy.deployer.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.Hook;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.config.Task;

/** Puts a stage's recipes and its own tasks and hooks together. */
public final class Flows {
  private Flows() {}

  /**
   * The stage's flow; recipes in their order, then the project's hooks.
   *
   * @throws RecipeException with all problems
   */
  public static Flow of(Stage stage) {
    ProjectFiles files = new ProjectFiles(stage.baseDirectory(), "recipes");
    List<String> problems = new ArrayList<>();
    Map<String, Job> tasks = new LinkedHashMap<>();
    Map<String, String> templates = new LinkedHashMap<>();
    Map<String, List<String>> hooks = new LinkedHashMap<>();
    for (String name : stage.recipes()) {
      Optional<ProjectFiles.Source> source = files.find(name + ".json");
      if (source.isEmpty()) {
        problems.add(
            "there is no recipe \"%s\": neither deploy/recipes/%s.json nor a built-in one"
                .formatted(name, name));
        continue;
      }
      RecipeReader reader = new RecipeReader(source.get().file());
      problems.addAll(reader.read(source.get().text()));
      tasks.putAll(reader.tasks);
      templates.putAll(reader.templates);
      reader.hooks.forEach(
          (point, jobs) -> hooks.computeIfAbsent(point, _ -> new ArrayList<>()).addAll(jobs));
    }
    stage.tasks().values().forEach(task -> tasks.put(task.name(), job(task)));
    for (Hook hook : stage.hooks()) {
      if (!Points.project().contains(hook.point())) {
        problems.add(
            "hooks: \""
                + hook.point()
                + "\" is no point of a deploy"
                + Points.suggestion(hook.point()));
      }
      hooks.computeIfAbsent(hook.point(), _ -> new ArrayList<>()).add(hook.task());
    }
    Map<String, List<Job>> jobs = new LinkedHashMap<>();
    hooks.forEach((point, names) ->
        names.forEach(name -> {
          Job job = tasks.get(name);
          if (job == null) {
            problems.add("hooks: " + point + ": there is no task \"" + name + "\"");
          } else if (job.on() == Job.On.LOCAL && !Points.local(point)) {
            problems.add(
                "hooks: %s: task \"%s\" runs on this machine, which is only possible at %s"
                    .formatted(point, name, String.join(", ", Points.LOCAL)));
          } else {
            jobs.computeIfAbsent(point, _ -> new ArrayList<>()).add(job);
          }
        }));
    if (!problems.isEmpty()) {
      throw new RecipeException(problems);
    }
    return new Flow(jobs, tasks, templates);
  }

  private static Job job(Task task) {
    return new Job(
        task.name(),
        task.name(),
        task.run(),
        switch (task.on()) {
          case ALL -> Job.On.ALL;
          case PRIMARY -> Job.On.PRIMARY;
          case LOCAL -> Job.On.LOCAL;
        },
        switch (task.in()) {
          case RELEASE -> Job.In.RELEASE;
          case CURRENT -> Job.In.CURRENT;
          case SHARED -> Job.In.SHARED;
          case DEPLOY_TO -> Job.In.DEPLOY_TO;
          case HOME -> Job.In.HOME;
        },
        task.roles(),
        task.timeout(),
        false,
        false);
  }
}
