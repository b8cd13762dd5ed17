package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node recipe with the real npm; the only dependency is a file of the repository. */
@Timeout(180)
class NodeRecipeTest {
  private final World world = new World("dash", "s1");

  @BeforeEach
  void an_application_with_one_dependency() {
    world.recipes = List.of("node");
    world.env = Map.of("npm_config_offline", "true", "npm_config_update_notifier", "false");
    Path left = world.repository.resolve("left");
    world.write(left.resolve("package.json"), "{\"name\": \"left\", \"version\": \"1.0.0\"}");
    world.write(left.resolve("index.js"), "module.exports = 'left';");
    World.run(left, "npm", "pack", "--silent", "--pack-destination", "..");
    World.run(world.repository, "rm", "-rf", "left");
    world.write(
        world.repository.resolve("package.json"),
        """
        {"name": "blogd", "version": "1.0.0", "dependencies": {"left": "file:left-1.0.0.tgz"}}
        """);
    world.write(world.repository.resolve(".gitignore"), "node_modules\n");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private DeployReport deployed() {
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).as(report + world.said()).isZero();
    return report;
  }

  private Path module() {
    return world.current("s1").resolve("node_modules/left/index.js");
  }

  @Test
  void a_lockfile_is_installed_once_and_then_taken_from_the_cache() throws IOException {
    World.run(world.repository, "npm", "install", "--silent", "--package-lock-only");
    world.commit("with lockfile");
    deployed();
    assertThat(module()).isRegularFile();
    assertThat(world.said()).contains("kept for releases with the same lockfile");
    assertThat(world.current("s1").resolve("node_modules")).isDirectory();
    assertThat(Files.isSymbolicLink(world.current("s1").resolve("node_modules"))).isFalse();
    world.commit("other code, same lockfile");
    deployed();
    assertThat(world.said()).contains("taken from the cache");
    assertThat(Files.getAttribute(module(), "unix:nlink")).isEqualTo(3);
  }

  @Test
  void without_a_lockfile_dependencies_are_installed_with_a_warning() {
    world.commit("no lockfile");
    deployed();
    assertThat(module()).isRegularFile();
    assertThat(world.said()).contains("warning: no package-lock.json");
    assertThat(world.current("s1").resolve("package-lock.json")).doesNotExist();
  }

  @Test
  void an_application_with_install_scripts_of_its_own_is_never_cached() throws IOException {
    world.write(
        world.repository.resolve("package.json"),
        """
        {"name": "blogd", "version": "1.0.0", "dependencies": {"left": "file:left-1.0.0.tgz"},
         "scripts": {"postinstall": "node -e 'require(\\"fs\\").writeFileSync(\\"ran\\", require(\\"left\\"))'"}}
        """);
    World.run(
        world.repository, "npm", "install", "--silent", "--package-lock-only", "--ignore-scripts");
    for (String says : List.of("one", "two")) {
      world.commit(says);
      deployed();
      assertThat(world.read("s1", "current/ran")).isEqualTo("left");
    }
  }

  @Test
  void nothing_is_installed_without_dependencies_or_when_modules_are_checked_in() {
    world.write(world.repository.resolve("package.json"), "{\"name\": \"blogd\"}");
    world.commit("none");
    deployed();
    assertThat(world.said()).contains("no dependencies: nothing to install");
    world.write(world.repository.resolve(".gitignore"), "");
    world.write(world.repository.resolve("node_modules/mine/index.js"), "1");
    world.commit("checked in");
    deployed();
    assertThat(world.said()).contains("node_modules is checked in");
    assertThat(world.current("s1").resolve("node_modules/mine/index.js")).isRegularFile();
  }

  @Test
  void a_lockfile_that_does_not_fit_fails_the_deploy_before_anything_is_switched() {
    World.run(world.repository, "npm", "install", "--silent", "--package-lock-only");
    world.write(
        world.repository.resolve("package.json"),
        "{\"name\": \"blogd\", \"dependencies\": {\"right\": \"^1.0.0\"}}");
    world.commit("lockfile forgotten");
    DeployReport report = world.deploy();
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(world.said()).contains("Install dependencies: exit code 1");
    assertThat(world.current("s1")).doesNotExist();
  }
}
