package org.jdeploy.deployer.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: what JGit does at first use cannot be seen in a used one. */
class QuietSystemReaderTest {
  @TempDir Path temporary;

  /** What the process does: one look-up and one pack. */
  static final class Main {
    public static void main(String[] arguments) {
      Path repository = Path.of(arguments[0]);
      ResolvedRevision main = new Revisions(repository).resolve("app", "main", repository);
      try (TreePack pack = TreePack.of(main.gitDirectory(), main.tree(), List.of())) {
        System.out.println(main.sha() + " " + pack.objects());
      }
    }
  }

  @Test
  void forks_no_git_and_writes_no_configuration() throws Exception {
    GitRepository git = GitRepository.in(temporary.resolve("app"));
    String sha = git.write("a.js", "a").commit("First");
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    for (String program : List.of("git", "sh")) {
      Path fake = bin.resolve(program);
      Files.writeString(fake, "#!/bin/sh\n/usr/bin/touch " + temporary.resolve("forked") + "\n");
      assertThat(fake.toFile().setExecutable(true)).isTrue();
    }
    Path home = Files.createDirectories(temporary.resolve("home"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                temporary.toString())
            .redirectErrorStream(true);
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CONFIG_HOME");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(sha + " 2");
    assertThat(temporary.resolve("forked")).doesNotExist();
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
