package org.jdeploy.deployer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions that scripts on a server share, under the shells that servers have. */
class ServerLibraryTest {
  @TempDir private Path directory;

  private String run(String shell, String script) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(shell.split(" ")));
    command.addAll(List.of("-c", ServerLibrary.TEXT + script));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("JDEPLOY_ATTEMPT", "cafe");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void a_journal_goes_on_after_a_torn_line(String shell) throws Exception {
    write(
        ".jdeploy/journal.jsonl",
        "{\"sequence\":41,\"at\":\"x\",\"event\":\"begin\"}\n{\"sequence\":4");
    assertThat(run(shell, "jd_sequence")).isEqualTo("41");
    run(shell, "jd_journal '\"event\":\"failed\"}' 1500");
    List<String> lines = read(".jdeploy/journal.jsonl").lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2))
        .matches("\\{\"sequence\":42,\"at\":\"[0-9TZ:-]+\",\"millis\":1500,\"event\":\"failed\"}");
    run(shell, "jd_journal '\"event\":\"begin\"}'");
    assertThat(read(".jdeploy/journal.jsonl")).endsWith("}\n").contains("\"sequence\":43,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void a_first_journal_line_has_number_one(String shell) throws Exception {
    write(".jdeploy/x", "");
    run(shell, "jd_journal '\"event\":\"begin\"}'");
    assertThat(read(".jdeploy/journal.jsonl")).startsWith("{\"sequence\":1,\"at\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void a_channel_without_the_lock_leaves_the_description_of_its_owner_alone(String shell)
      throws Exception {
    write(".jdeploy/lock.info", "of another");
    run(shell, "jd_gone");
    assertThat(read(".jdeploy/lock.info")).isEqualTo("of another");
    run(shell, "jd_lock mine; jd_unlock; echo another >.jdeploy/lock.info; jd_gone");
    assertThat(read(".jdeploy/lock.info")).isEqualTo("another\n");
    assertThat(
            run(
                shell,
                "jd_lock mine; cat .jdeploy/lock.info; flock -n .jdeploy/lock true || echo held"))
        .isEqualTo("mine\nheld\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void only_a_dead_man_is_buried(String shell) throws Exception {
    Process innocent = new ProcessBuilder("sleep", "100").start();
    try {
      write("pid", innocent.pid() + "\n");
      assertThat(run(shell, "jd_bury pid; jd_bury nothing; echo done")).isEqualTo("done\n");
      assertThat(innocent.isAlive()).isTrue();
    } finally {
      innocent.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash --posix", "mksh"})
  void pointing_replaces_a_link_and_refuses_a_directory(String shell) throws Exception {
    Files.createDirectories(directory.resolve("releases/a b"));
    Files.createDirectories(directory.resolve("releases/c"));
    run(shell, "jd_point 'a b'");
    run(shell, "jd_point c");
    assertThat(Files.readSymbolicLink(directory.resolve("current"))).hasToString("releases/c");
    assertThat(directory.resolve("releases/a b")).isEmptyDirectory();
    Files.delete(directory.resolve("current"));
    Files.createDirectories(directory.resolve("current/precious"));
    assertThat(run(shell, "(jd_point c); echo $?"))
        .contains("current is a directory, not a link")
        .endsWith("1\n");
    assertThat(directory.resolve("current/precious")).isDirectory();
  }
}
