package org.jdeploy.deployer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdeploy.deployer.config.LinkedFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every script that is generated runs under every shell that servers have. */
@Timeout(180)
class ShellsTest {
  private final Path tools = temporary();

  @AfterEach
  void remove() {
    World.run(Path.of("/tmp"), "rm", "-rf", tools.toString());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory(Path.of("/tmp"), "jdt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void a_whole_story_under(String shell) throws IOException {
    String program = shell.split(" ")[0];
    // What is started as "sh" on the server, the dead-man among it, is that shell, too.
    Files.createSymbolicLink(tools.resolve("sh"), find(program));
    try (World world =
        new World(
            find(program) + shell.substring(program.length()),
            tools + ":" + System.getenv("PATH"),
            List.of("s1", "s2"))) {
      story(world);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "busybox")
  void a_whole_story_with_the_tools_of(String busybox) throws IOException {
    for (String applet : World.run(tools, busybox, "--list").lines().toList()) {
      Files.createSymbolicLink(tools.resolve(applet), find(busybox));
    }
    // Debian's busybox has no flock.
    for (String program : List.of("git", "flock")) {
      Files.deleteIfExists(tools.resolve(program));
      Files.createSymbolicLink(tools.resolve(program), find(program));
    }
    try (World world =
        new World(tools.resolve("sh").toString(), tools.toString(), List.of("s1", "s2"))) {
      story(world);
    }
  }

  @Test
  void a_server_without_flock_is_told_what_to_install() throws IOException {
    for (String applet : World.run(tools, "busybox", "--list").lines().toList()) {
      Files.createSymbolicLink(tools.resolve(applet), find("busybox"));
    }
    Files.deleteIfExists(tools.resolve("flock"));
    try (World world = new World(tools.resolve("sh").toString(), tools.toString(), List.of("s1"))) {
      DeployReport report = world.deploy();
      assertThat(report.exitCode()).as(report.toString()).isEqualTo(1);
      assertThat(report.message()).contains("s1: ").contains("there is no flock on its PATH");
    }
  }

  private static void story(World world) throws IOException {
    world.keepReleases = 1;
    world.linkedFiles = List.of(new LinkedFile("config/x y.json", false));
    world.linkedDirs = List.of("log");
    world.task("build", "echo \"$JDEPLOY_RELEASE\" >built", "after:build");
    for (String server : world.names) {
      world.write(world.deployTo(server).resolve("shared/config/x y.json"), "{}");
    }
    DeployReport first = world.deploy();
    assertThat(first.exitCode()).as(first + world.said()).isZero();
    assertThat(world.read("s1", "current/built")).isEqualTo(first.release() + "\n");
    assertThat(world.deploy().alreadyLive()).isTrue();
    world.write(world.repository.resolve("sick"), "x");
    world.commit("bad");
    DeployReport bad = world.deploy();
    assertThat(bad.exitCode()).as(bad + world.said()).isEqualTo(3);
    assertThat(world.running("s2")).isEqualTo(first.release());
    world.git("rm", "-q", "sick");
    world.commit("two");
    DeployReport second = world.deploy();
    assertThat(second.exitCode()).as(second + world.said()).isZero();
    DeployReport back = world.rollback();
    assertThat(back.exitCode()).as(back + world.said()).isZero();
    assertThat(world.live("s1")).isEqualTo(first.release());
    world.commit("three");
    world.deploy();
    world.commit("four");
    DeployReport last = world.deploy();
    assertThat(last.exitCode()).as(last + world.said()).isZero();
    assertThat(world.releases("s1")).doesNotContain(first.release());
    assertThat(world.engine().lock(world.fleet(), "x").exitCode()).isZero();
    assertThat(world.deploy().exitCode()).isEqualTo(4);
    assertThat(world.engine().unlock(world.fleet(), true).exitCode()).isZero();
    HostStatus status = world.engine().status(world.fleet()).getFirst();
    assertThat(status.problem()).isEqualTo(Optional.empty());
    assertThat(status.facts().orElseThrow().journal().lives()).endsWith(last.release());
    assertThat(world.said()).doesNotContain("not found").doesNotContain("yntax error");
  }

  private static Path find(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(program + " is not installed"));
  }
}
