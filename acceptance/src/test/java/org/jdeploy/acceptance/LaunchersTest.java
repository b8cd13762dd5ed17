package org.jdeploy.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person starts: in a clone, and in the packaged distribution on a machine without a JDK.
 */
class LaunchersTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void the_demo_tells_the_whole_story_and_leaves_nothing_running() {
    Command.Result demo =
        Command.of(directory, Project.TOP.resolve("bin/jdeploy").toString(), "demo").run();
    assertThat(demo.exit()).as(demo.all()).isZero();
    assertThat(demo.out()).contains(" 0 lost");
    assertThat(daemons()).isEmpty();
  }

  /**
   * Command lines of jpmds that the demo started: their homes are below the temporary directory
   * that it names.
   */
  private List<String> daemons() {
    return Command.of(directory, "ps", "-eo", "args")
        .succeed()
        .out()
        .lines()
        .filter(line -> line.contains("jdeploy-demo"))
        .toList();
  }

  @Test
  void a_clone_without_a_jdk_25_says_in_one_sentence_what_to_install() throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.copy(Project.TOP.resolve("bin/find-java"), bin.resolve("find-java"));
    String script =
        Files.readString(bin.resolve("find-java"))
            .replace("/usr/lib/jvm/*25*", directory.resolve("none").toString());
    Files.writeString(bin.resolve("find-java"), script);
    Command.Result result =
        Command.of(
                directory,
                "env",
                "-i",
                "HOME=" + directory,
                "PATH=/bin",
                "/bin/sh",
                bin.resolve("find-java").toString())
            .run();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("JDK 25")
        .contains("install");
  }

  @Test
  void the_packaged_distribution_needs_no_jdk() throws IOException {
    Path archive;
    try (Stream<Path> files = Files.list(Project.TOP.resolve("target"))) {
      archive =
          files
              .filter(
                  file -> file.getFileName().toString().matches("jdeploy-.*-linux-.*\\.tar\\.gz"))
              .findFirst()
              .orElseThrow();
    }
    Command.of(directory, "tar", "-xzf", archive.toString(), "--strip-components=1").succeed();
    for (String program : List.of("jdeploy", "jpm")) {
      Command.Result version =
          Command.of(
                  directory,
                  "env",
                  "-i",
                  "HOME=" + directory,
                  "PATH=/usr/bin:/bin",
                  "JAVA_HOME=/nonexistent",
                  "bin/" + program,
                  "--version")
              .run();
      assertThat(version.exit()).as(version.all()).isZero();
      assertThat(version.out()).contains("0.1.0");
      assertThat(version.err()).isEmpty();
    }
    Command.Result init =
        Command.of(
                directory,
                "env",
                "-i",
                "HOME=" + directory,
                "PATH=/usr/bin:/bin",
                "bin/jdeploy",
                "init",
                "--config",
                "new.json")
            .run();
    assertThat(init.exit()).as(init.all()).isZero();
    assertThat(directory.resolve("new.json")).exists();
  }

  @Test
  void jpm_hands_a_stage_to_jdeploy() {
    Command.Result result =
        Command.of(
                directory,
                Project.TOP.resolve("bin/jpm").toString(),
                "status",
                "--stage",
                "production")
            .run();
    assertThat(result.exit()).as(result.all()).isEqualTo(2);
    assertThat(result.err()).contains("deploy.json");
  }
}
