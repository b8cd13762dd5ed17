package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
  @TempDir private Path directory = Path.of("");
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final DaemonLog log = new DaemonLog(new PrintStream(said, true, StandardCharsets.UTF_8));
  private StateFiles files;
  private final RunRecord record =
      new RunRecord(
          new Run(new Instance("web", 1), 17),
          spec(),
          "abc/web/1/17//srv/jpm",
          "boot",
          OptionalInt.of(4711),
          99,
          "/srv/web",
          OptionalLong.of(5),
          new LinkedHashMap<>(java.util.Map.of(1L, new Address("", 3000))),
          Set.of(1L),
          Set.of("tcp://[::]:3000"),
          new Told(true, true, "fine", Optional.of(Duration.ofMillis(1500))),
          true,
          false,
          true);

  private static ProgramSpec spec() {
    return ProgramFile.parse(
            "{\"programs\": {\"web\": {\"command\": \"node app.js\", \"instances\": 2}}}",
            "p.json",
            Path.of("/srv/web"))
        .getFirst();
  }

  @BeforeEach
  void open() throws IOException {
    files = StateFiles.lasting(directory, log);
  }

  @Test
  void every_truncation_of_a_file_is_survived_and_set_aside_and_the_rest_is_read()
      throws IOException {
    files.write("web-1-17.json", record.toJson());
    files.write("web-1-18.json", record.toJson());
    Path file = directory.resolve("web-1-18.json");
    byte[] whole = Files.readAllBytes(file);
    assertThat(files.readAll(RunRecord::fromJson)).containsExactly(record, record);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(files.readAll(RunRecord::fromJson))
          .as("of %d bytes", length)
          .containsExactly(record);
      assertThat(file).doesNotExist();
      Path aside = directory.resolve("web-1-18.json.broken");
      assertThat(Files.size(aside)).isEqualTo(length);
      Files.delete(aside);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("is broken").contains("set aside");
  }

  @Test
  void every_truncation_of_what_is_known_of_a_program_is_survived() throws IOException {
    Catalog catalog = new Catalog(files);
    JsonObject known = new Catalog.Known(spec(), 3, Path.of("/etc/p.json"), Set.of(1)).toJson();
    files.write("web.json", known);
    assertThat(catalog.load()).hasSize(1);
    Path file = directory.resolve("web.json");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(new Catalog(files).load()).as("of %d bytes", length).isEmpty();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void what_a_newer_daemon_wrote_is_set_aside_with_a_loud_warning() throws IOException {
    files.write("web-1-17.json", record.toJson());
    Path file = directory.resolve("web-1-17.json");
    String text = Files.readString(file);
    assertThat(text).startsWith("{\"version\":1,");
    Files.writeString(file, text.replace("\"version\":1,", "\"version\":2,"));
    assertThat(files.readAll(RunRecord::fromJson)).isEmpty();
    assertThat(directory.resolve("web-1-17.json.broken")).exists();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("WARNING")
        .contains("was written by a newer jpmd (version 2 of its state, this jpmd knows 1)");
  }

  @Test
  void a_file_without_a_version_is_of_the_first() throws IOException {
    files.write("web-1-17.json", record.toJson());
    Path file = directory.resolve("web-1-17.json");
    Files.writeString(file, Files.readString(file).replace("\"version\":1,", ""));
    assertThat(files.readAll(RunRecord::fromJson)).containsExactly(record);
  }

  @Test
  void what_was_being_written_when_the_daemon_died_is_not_read() throws IOException {
    files.write("a.json", (JsonObject) JsonValue.of(java.util.Map.of("n", 1)));
    Files.writeString(directory.resolve("a.json.new"), "{\"n\": 2");
    assertThat(files.readAll(json -> json.number("n"))).isEqualTo(List.of(1L));
  }

  @Test
  void cookies_say_what_they_stand_for() {
    Run run = new Run(new Instance("web", 2), 34);
    String baked = Cookie.bake(run, Path.of("/srv/a/b"));
    assertThat(Cookie.read(baked)).contains(new Cookie(run, Path.of("/srv/a/b")));
    assertThat(Cookie.bake(run, Path.of("/srv/a/b"))).isNotEqualTo(baked);
    assertThat(List.of("", "abc", "a/web/x/1//srv", "a/web/1/1/srv", "a/b/1"))
        .allMatch(text -> Cookie.read(text).isEmpty());
  }
}
