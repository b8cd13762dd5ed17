package org.jdeploy.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the system, run to its end: what it printed and how it exited. */
record Command(List<String> words, Path directory, Map<String, String> environment) {

  record Result(int exit, String out, String err) {
    /** All of it, for messages of failed assertions. */
    String all() {
      return "exit " + exit + "\n--- stdout\n" + out + "\n--- stderr\n" + err;
    }
  }

  static Command of(Path directory, String... words) {
    return new Command(List.of(words), directory, Map.of());
  }

  Command with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Command(words, directory, more);
  }

  /** Starts it with its output in files below a directory of its own. */
  Running start() {
    try {
      Path out = Files.createTempFile("jdeploy-out", ".txt");
      Path err = Files.createTempFile("jdeploy-err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Result run() {
    return start().await(Duration.ofMinutes(3));
  }

  /** Runs it and insists on exit 0. */
  Result succeed() {
    Result result = run();
    if (result.exit() != 0) {
      throw new AssertionError(String.join(" ", words) + ": " + result.all());
    }
    return result;
  }

  record Running(Process process, Path out, Path err) {
    String printed() {
      try {
        return Files.readString(out) + Files.readString(err);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Result await(Duration limit) {
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
          throw new AssertionError("not done after " + limit + "\n" + printed());
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      } finally {
        for (Path file : Arrays.asList(out, err)) {
          file.toFile().delete();
        }
      }
    }
  }
}
