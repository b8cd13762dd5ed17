package org.jdeploy.deployer.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdeploy.deployer.shell.Frames;
import org.jdeploy.deployer.shell.ShellRuntime;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that goes away in the middle of a step, with both of its output streams. */
class BrokenPipeTest {
  private static final String NONCE = "0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @EnumSource(Shells.class)
  void a_logged_step_runs_to_its_end_before_what_was_left_for_the_end(
      Shells shell, @TempDir Path directory) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "setsid \"$@\" 2>&1 | head -c 400 >/dev/null", "sh"));
    command.addAll(shell.command());
    command.addAll(List.of("-c", ShellRuntime.firstScript()));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    Frames frames = new Frames(NONCE);
    String script =
        """
        i=0
        while [ $i -lt 3000 ]; do echo "out $i"; echo "err $i" >&2; i=$((i + 1)); done
        echo done >finished
        """;
    try (OutputStream in = process.getOutputStream()) {
      in.write(ShellRuntime.load(NONCE));
      in.write(frames.main(1, "jd_log=$PWD/log"));
      in.write(frames.eof(2, "cat finished >gone"));
      in.write(frames.run(3, "long", script, 0));
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("gone")).hasContent("done\n");
    assertThat(Files.readString(directory.resolve("log"), UTF_8))
        .contains("out 2999\n", "err 2999\n", "== exit 0\n");
  }
}
