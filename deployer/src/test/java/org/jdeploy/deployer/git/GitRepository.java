package org.jdeploy.deployer.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A throw-away repository, driven by the real git. */
final class GitRepository {
  final Path directory;

  private GitRepository(Path directory) {
    this.directory = directory;
  }

  static GitRepository in(Path directory) {
    GitRepository git = new GitRepository(directory);
    git.run("init", "-q", "-b", "main", ".");
    return git;
  }

  static GitRepository bare(Path directory) {
    GitRepository git = new GitRepository(directory);
    git.run("init", "-q", "--bare", ".");
    return git;
  }

  GitRepository write(String path, String text) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Commits everything; gives the full id. */
  String commit(String message) {
    run("add", "-A");
    run("commit", "-q", "--allow-empty", "-m", message);
    return run("rev-parse", "HEAD");
  }

  String run(String... arguments) {
    return run(InputStream.nullInputStream(), arguments);
  }

  String run(InputStream input, String... arguments) {
    try {
      Files.createDirectories(directory);
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      for (String who : List.of("AUTHOR", "COMMITTER")) {
        builder.environment().put("GIT_" + who + "_NAME", "Ada");
        builder.environment().put("GIT_" + who + "_EMAIL", "ada@example.com");
      }
      Process process = builder.start();
      try (var out = process.getOutputStream()) {
        input.transferTo(out);
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new AssertionError("git " + String.join(" ", arguments) + ": " + output);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
