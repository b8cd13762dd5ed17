package org.jdeploy.deployer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.Hook;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.config.SourceKind;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.config.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes, tasks and hooks become one flow. */
class FlowsTest {
  @TempDir private Path project;

  private Stage stage(List<String> recipes, Map<String, Task> tasks, List<Hook> hooks) {
    return new Stage(
        "production",
        false,
        "blogd",
        ".",
        "main",
        SourceKind.PUSH,
        5,
        new Rollout(
            0,
            new Amount(100, true),
            Duration.ZERO,
            Rollout.OnFailure.REVERT,
            new Rollout.OnUnreachable.Abort()),
        List.of(),
        tasks,
        hooks,
        List.of(),
        recipes,
        Map.of(),
        project);
  }

  private static Task task(String name, Task.On on) {
    return new Task(name, "true", on, Set.of(), Task.In.RELEASE, Duration.ofMinutes(1));
  }

  @Test
  void built_in_recipes_hang_on_their_points() {
    Flow flow = Flows.of(stage(List.of("node", "jpm"), Map.of(), List.of()));
    assertThat(flow.at("build")).extracting(Job::name).containsExactly("node:install");
    assertThat(flow.at("reload")).extracting(Job::name).containsExactly("jpm:apply");
    assertThat(flow.at("remove")).extracting(Job::name).containsExactly("jpm:remove");
    assertThat(flow.templates())
        .containsEntry("jpm/programs.json.ftl", ".jdeploy/rendered/programs.json");
    assertThat(flow.at("build").getFirst().timeout()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void a_recipe_of_the_project_replaces_the_built_in_one() throws IOException {
    Files.createDirectories(project.resolve("deploy/recipes"));
    Files.writeString(
        project.resolve("deploy/recipes/node.json"),
        """
        {
          // my own
          "tasks": {"yarn": {"run": ["yarn install", "yarn build"], "roles": ["web"], "in": "release"}},
          "hooks": {"build": "yarn"},
        }
        """);
    Flow flow = Flows.of(stage(List.of("node"), Map.of(), List.of()));
    assertThat(flow.at("build")).extracting(Job::name).containsExactly("yarn");
    assertThat(flow.at("build").getFirst().run()).isEqualTo("yarn install\nyarn build");
    assertThat(flow.at("build").getFirst().roles()).containsExactly("web");
  }

  @Test
  void hooks_name_tasks_of_recipes_and_of_the_project() {
    Flow flow =
        Flows.of(
            stage(
                List.of("node"),
                Map.of("migrate", task("migrate", Task.On.PRIMARY)),
                List.of(
                    new Hook("before:publish", "migrate"),
                    new Hook("after:publish", "node:install"))));
    assertThat(flow.at("before:publish").getFirst().on()).isEqualTo(Job.On.PRIMARY);
    assertThat(flow.at("after:publish").getFirst().name()).isEqualTo("node:install");
  }

  @Test
  void all_problems_are_told_at_once_with_their_places() throws IOException {
    Files.createDirectories(project.resolve("deploy/recipes"));
    Files.writeString(
        project.resolve("deploy/recipes/odd.json"),
        """
        {
          "task": {},
          "tasks": {"a": {"run": 1, "on": "all the time", "timeout": "soon"}, "b": {}},
          "hooks": {"before:bulid": ["a"], "checkout": ["a"]}
        }
        """);
    assertThatThrownBy(() ->
            Flows.of(
                stage(
                    List.of("odd", "missing"),
                    Map.of("here", task("here", Task.On.LOCAL)),
                    List.of(new Hook("after:build", "nothing"), new Hook("after:link", "here")))))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("deploy/recipes/odd.json:2:3: task: unknown key")
        .hasMessageContaining("deploy/recipes/odd.json:3:26: expected a string, found a number")
        .hasMessageContaining("expected one of all, primary, local, found \"all the time\"")
        .hasMessageContaining("expected a duration such as \"90s\"")
        .hasMessageContaining("the task \"b\" has no \"run\"")
        .hasMessageContaining("\"before:bulid\" is no point of a deploy")
        .hasMessageContaining("write \"before:checkout\" or \"after:checkout\"")
        .hasMessageContaining("there is no recipe \"missing\"")
        .hasMessageContaining("there is no task \"nothing\"")
        .hasMessageContaining("task \"here\" runs on this machine");
  }
}
