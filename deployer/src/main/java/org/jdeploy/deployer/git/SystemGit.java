package org.jdeploy.deployer.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The git program of this machine. */
final class SystemGit {
  /** Would make git work on another repository, as when a git hook calls us. */
  private static final List<String> MISLEADING =
      List.of(
          "GIT_DIR",
          "GIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_OBJECT_DIRECTORY",
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_COMMON_DIR",
          "GIT_NAMESPACE",
          "GIT_QUARANTINE_PATH",
          "GIT_PREFIX");

  private SystemGit() {}

  /**
   * How a git command ended.
   *
   * @param output what it printed, both streams
   */
  record Result(int code, String output) {
    /** Why it failed: git's own words, without its prefixes. */
    String reason() {
      List<String> lines =
          output
              .lines()
              .map(line -> line.replaceFirst("^(fatal|error|remote): ", "").strip())
              .filter(line -> !line.isEmpty())
              .toList();
      return lines.isEmpty()
          ? "git exited with code " + code
          : String.join("; ", lines.subList(0, Math.min(4, lines.size())));
    }
  }

  static boolean isInstalled() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, "git"))) {
        return true;
      }
    }
    return false;
  }

  static Result run(Path gitDirectory, Duration atMost, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "--git-dir=" + gitDirectory, "-c", "gc.autoDetach=false"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("jdeploy-git", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        MISLEADING.forEach(builder.environment()::remove);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        return finish(builder.start(), atMost, output);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new GitException("cannot run git: " + e.getMessage(), e);
    }
  }

  private static Result finish(Process git, Duration atMost, Path output) throws IOException {
    try {
      if (!git.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        git.destroyForcibly();
        return new Result(-1, "no answer for " + atMost.toMinutes() + " minutes");
      }
    } catch (InterruptedException e) {
      git.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new GitException("interrupted while git was fetching", e);
    }
    return new Result(git.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
