package org.jdeploy.runtime.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what is tested in JavaScript with Node's own test runner. */
class NodeTestsTest {
  @TempDir Path temp;

  @Test
  void the_preload_passes_its_own_tests() throws Exception {
    run(Path.of("src/test/node"));
  }

  @Test
  void the_example_application_passes_its_own_tests() throws Exception {
    run(Path.of("../examples/blogd/test"));
  }

  private void run(Path directory) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "--test"));
    try (Stream<Path> files = Files.list(directory)) {
      files.map(Path::toString).filter(file -> file.endsWith(".test.js")).forEach(command::add);
    }
    assertThat(command).as("tests in " + directory).hasSizeGreaterThan(2);
    Path output = temp.resolve("output");
    int exit = start(command, output).waitFor();
    assertThat(exit).as(Files.readString(output, UTF_8)).isZero();
  }

  private static Process start(List<String> command, Path output) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError("these tests need node (18 or later) on the PATH", e);
    }
  }
}
