package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Procfiles as programs of jpm. */
class ProcfileTest {
  private static Reading reading(String text) {
    return ProgramFile.readings(text, "Procfile", Path.of("/srv/Procfile"), Map.of(), 4).getFirst();
  }

  private static ProgramSpec one(String line) {
    Reading reading = reading(line + "\n");
    assertThat(reading.problems()).isEmpty();
    return reading.programs().getFirst();
  }

  @Test
  void each_line_is_a_program_in_the_directory_of_the_file() {
    Reading reading = reading("# all\n\nweb: node server.js\r\nworker:./work 'a b'\n");
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.programs())
        .extracting(ProgramSpec::name, ProgramSpec::command)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("web", List.of("node", "server.js")),
            org.assertj.core.groups.Tuple.tuple("worker", List.of("./work", "a b")));
    assertThat(reading.programs()).allMatch(spec -> spec.directory().equals(Path.of("/srv")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "node server.js -p $PORT@exec node server.js -p $PORT",
        "cd app && npm start@cd app && npm start",
        "cat x | wc -l@cat x | wc -l",
        "A=$B node x@A=$B node x",
        "A=1 node x; true@A=1 node x; true",
      })
  void a_line_that_needs_a_shell_gets_one(String command, String script) {
    ProgramSpec spec = reading("web: " + command).programs().getFirst();
    assertThat(spec.command()).containsExactly("/bin/sh", "-c", script);
    assertThat(spec.environment()).isEmpty();
  }

  @Test
  void plain_assignments_become_the_environment() {
    ProgramSpec spec = one("web: NODE_ENV=production PORT=3000 node 'a$b'.js");
    assertThat(spec.command()).containsExactly("node", "a$b.js");
    assertThat(spec.node()).isTrue();
    assertThat(spec.environment()).isEqualTo(Map.of("NODE_ENV", "production", "PORT", "3000"));
  }

  @Test
  void a_release_phase_is_not_started_by_itself() {
    assertThat(one("release: ./migrate").autostart()).isFalse();
    assertThat(reading("release: ./migrate").remarks()).hasSize(1);
  }

  @Test
  void the_environment_file_beside_it_is_read(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("Procfile.dev"), "web: x\n");
    Files.writeString(directory.resolve(".env"), "A=1\n");
    assertThat(ProgramFile.read(directory.resolve("Procfile.dev")).getFirst().environmentFile())
        .contains(directory.resolve(".env"));
  }

  @Test
  void mistakes_have_their_line() {
    assertThat(reading("web node\n web: 'x\nb@d: x\nweb: y").problems())
        .extracting(Problem::toString)
        .containsExactly(
            "Procfile:1:1: expected name: command, found \"web node\"",
            "Procfile:2:2: web: a single quote (') is not closed",
            "Procfile:3:1: b@d: the name must be a program name (letters, digits, . _ -; not"
                + " \"all\")",
            "Procfile:4:1: web: stands in line 2 too");
  }
}
