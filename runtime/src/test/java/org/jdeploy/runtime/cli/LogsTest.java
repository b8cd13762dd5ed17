package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What programs print, as commands show and treat it. */
class LogsTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private void apply(String programs) {
    home.jpm("apply", home.programs("{\"programs\": {" + programs + "}}").toString()).succeeds();
  }

  private Path tell(String name) throws IOException {
    Path fifo = home.work().resolve(name);
    new ProcessBuilder("mkfifo", fifo.toString()).start().onExit().join();
    return fifo;
  }

  private static final String TELLER =
      "\"%s\": {\"command\": [\"sh\", \"-c\", \"exec <> @DIR/%s; cat\"], \"ready\": {\"on\":"
          + " \"none\"}}";

  @Test
  void lines_of_several_programs_come_in_the_order_of_time_and_by_time_and_pattern()
      throws Exception {
    Path a = tell("a");
    Path b = tell("b");
    apply(TELLER.formatted("a", "a") + "," + TELLER.formatted("b", "b"));
    for (int i = 1; i <= 3; i++) {
      Files.writeString(a, "from a " + i + "\n");
      String line = "from a " + i;
      await().until(() -> home.log("a.out.log").contains(line));
      Files.writeString(b, "from b " + i + "\n");
      String other = "from b " + i;
      await().until(() -> home.log("b.out.log").contains(other));
    }
    assertThat(home.jpm("logs", "--raw").succeeds().out().lines())
        .containsExactly("from a 1", "from b 1", "from a 2", "from b 2", "from a 3", "from b 3");
    assertThat(home.jpm("logs", "-n", "1").succeeds().out().lines())
        .containsExactly("a:0 | from a 3", "b:0 | from b 3");
    assertThat(home.jpm("logs", "--raw", "--grep", "[ab] [12]", "-n", "1").succeeds().out().lines())
        .containsExactly("from a 2", "from b 2");
    assertThat(home.jpm("logs", "a", "--raw", "--since", "1h").succeeds().out().lines()).hasSize(3);
    assertThat(home.jpm("logs", "--raw", "--since", "0s").succeeds().out()).isEmpty();
    String json =
        home.jpm("logs", "b", "--json", "-n", "2").succeeds().out().lines().toList().get(0);
    String second = Fields.of(Json.parse(json, "line")).text("time");
    assertThat(home.jpm("logs", "--raw", "--since", second).succeeds().out().lines())
        .containsExactly("from b 2", "from a 3", "from b 3");
    assertThat(home.jpm("logs", "--since", "yesterday-ish").code()).isEqualTo(2);
    assertThat(home.jpm("logs", "--since", "yesterday-ish").err()).contains("is no time: write");
    assertThat(home.jpm("logs", "--grep", "(").code()).isEqualTo(2);
    assertThat(home.jpm("logs", "--grep", "(").err()).contains("is no regular expression");
  }

  @Test
  void rotate_begins_new_files_flush_empties_them_and_events_tell_who_wanted_it() throws Exception {
    Path a = tell("a");
    apply(TELLER.formatted("a", "a"));
    Files.writeString(a, "one\n");
    await().until(() -> home.log("a.out.log").equals("one\n"));
    Path log = home.home().logs().resolve("a.out.log");
    assertThat(home.jpm("rotate", "a").succeeds().out()).isEqualTo("a:0 rotated " + log + "\n");
    assertThat(home.log("a.out.log")).isEmpty();
    assertThat(home.jpm("rotate").succeeds().out()).contains("nothing to rotate");
    await().until(() -> names().anyMatch(name -> name.matches("a\\.out\\.log\\.[-0-9.]+\\.gz")));
    Files.writeString(a, "two\n");
    await().until(() -> home.log("a.out.log").equals("two\n"));
    assertThat(home.jpm("logs", "a", "--raw").succeeds().out()).isEqualTo("one\ntwo\n");
    assertThat(home.jpm("flush", "a").succeeds().out()).contains("a:0 emptied " + log);
    assertThat(home.log("a.out.log")).isEmpty();
    assertThat(home.jpm("logs", "a", "--raw").succeeds().out()).isEqualTo("one\n");
    assertThat(home.jpm("events").succeeds().out()).contains("rotate").contains("flush");
    assertThat(home.jpm("rotate", "nobody").code()).isEqualTo(2);
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home.home().logs())) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void log_files_may_be_elsewhere_and_output_may_go_nowhere() throws Exception {
    apply(
        "\"a\": {\"command\": \"sh -c 'echo out; echo err >&2; exec sleep 600'\", \"instances\": 2,"
            + " \"cluster\": false, \"logs\": {\"stdout\": \"@DIR/own/a.txt\", \"prefix\":"
            + " \"full\"}},\"b\": {\"command\": \"sh -c 'readlink /proc/self/fd/1 /proc/self/fd/2 >"
            + " @DIR/where; echo x; exec sleep 600'\", \"logs\": {\"to\": \"none\"}}");
    Path first = home.work().resolve("own/a-1.txt");
    await().until(() -> Files.exists(first) && Files.readString(first).endsWith("a:1 out | out\n"));
    await().until(() -> home.log("a-0.err.log").endsWith("a:0 err | err\n"));
    await().until(() -> Files.exists(home.work().resolve("where")));
    await()
        .untilAsserted(
            () -> assertThat(home.work().resolve("where")).content().endsWith("/dev/null\n"));
    assertThat(names()).noneMatch(name -> name.startsWith("b."));
    assertThat(home.jpm("show", "b").succeeds().out()).doesNotContain(".out.log");
  }

  @Test
  void a_log_directory_that_was_removed_is_made_again_with_the_next_line() throws Exception {
    Path a = tell("a");
    apply(TELLER.formatted("a", "a"));
    Files.writeString(a, "one\n");
    await().until(() -> home.log("a.out.log").equals("one\n"));
    new ProcessBuilder("rm", "-rf", home.home().logs().toString()).start().onExit().join();
    await().pollDelay(Duration.ofMillis(20)).until(() -> !Files.exists(home.home().logs()));
    Files.writeString(a, "two\n");
    await().until(() -> home.log("a.out.log").equals("two\n"));
  }

  @Test
  void a_grandchild_that_keeps_the_pipe_hides_no_exit_and_its_lines_are_still_written()
      throws Exception {
    Path go = home.work().resolve("go");
    apply(
        "\"a\": {\"command\": [\"sh\", \"-c\", \"(while [ ! -e @DIR/go ]; do sleep 0.05; done; echo"
            + " late) & exit 0\"], \"autorestart\": false, \"stop\": {\"tree\": false}, \"ready\":"
            + " {\"on\": \"none\"}}");
    await().until(() -> home.status("a").getFirst().state().equals("EXITED"));
    Files.createFile(go);
    await().until(() -> home.log("a.out.log").equals("late\n"));
  }

  @Test
  void a_program_that_closes_its_output_runs_on_and_nobody_spins() throws Exception {
    apply(
        "\"a\": {\"command\": [\"sh\", \"-c\", \"exec >&- 2>&-; sleep 600\"], \"ready\": {\"on\":"
            + " \"none\"}}");
    assertThat(home.status("a").getFirst().state()).isEqualTo("RUNNING");
    ProcessHandle daemon = ProcessHandle.of(home.daemonPid()).orElseThrow();
    Duration before = daemon.info().totalCpuDuration().orElseThrow();
    Instant end = Instant.now().plusSeconds(1);
    await().until(() -> Instant.now().isAfter(end));
    Duration used = daemon.info().totalCpuDuration().orElseThrow().minus(before);
    assertThat(used).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void a_stopped_client_misses_what_it_does_not_read_and_is_told_how_much_others_are_served()
      throws Exception {
    apply(
        "\"flood\": {\"command\": [\"sh\", \"-c\", \"while [ ! -e @DIR/stop ]; do seq 1000000"
            + " 1020000; sleep 0.02; done; echo the last line; exec sleep 600\"], \"ready\":"
            + " {\"on\": \"none\"}, \"logs\": {\"maxSize\": \"5MB\", \"keep\": 2, \"compress\":"
            + " false}}");
    Path printed = home.work().resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.jdeploy.runtime.cli.Jpm",
                "logs",
                "flood",
                "-f")
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JPM_HOME", home.home().toString());
    Process client = builder.start();
    try {
      await().until(() -> Files.size(printed) > 100_000);
      signal(client, "STOP");
      // more than a client may be behind, in its socket and on the disk
      Path log = home.home().logs().resolve("flood.out.log");
      // in the midst of a rotation it is missing for a moment
      FileTime at =
          await().ignoreExceptions().until(() -> Files.getLastModifiedTime(log), _ -> true);
      await()
          .ignoreExceptions()
          .until(() -> Files.getLastModifiedTime(log).toMillis() > at.toMillis() + 3000);
      ByteArrayOutputStream other = new ByteArrayOutputStream();
      Thread second = home.jpmMeanwhile(other, "logs", "flood", "-f", "--grep", "the last line");
      assertThat(home.jpm("status").code()).isZero();
      Files.createFile(home.work().resolve("stop"));
      await().until(() -> other.toString(StandardCharsets.UTF_8).contains("the last line"));
      signal(client, "CONT");
      await().until(() -> Files.readString(printed).contains("the last line"));
      assertThat(Files.readAllLines(printed))
          .anyMatch(line -> line.matches("flood:0 \\| \\[jpm: skipped [0-9]{6,} bytes\\]"));
      home.jpm("shutdown");
      second.join();
    } finally {
      client.destroyForcibly().waitFor();
    }
  }

  private static void signal(Process process, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor())
        .isZero();
  }

  @Test
  void times_are_understood_as_people_write_them() {
    ZonedDateTime now = ZonedDateTime.parse("2026-11-24T12:00:00+01:00[Europe/Berlin]");
    for (List<String> form :
        List.of(
            List.of("10m", "2026-11-24T10:50:00Z"),
            List.of("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"),
            List.of("2026-11-24T10:00:00+02:00", "2026-11-24T08:00:00Z"),
            List.of("2026-11-24 10:00", "2026-11-24T09:00:00Z"),
            List.of("2026-11-24", "2026-11-23T23:00:00Z"),
            List.of("10:30", "2026-11-24T09:30:00Z"))) {
      assertThat(Moment.parse(form.getFirst(), now)).contains(Instant.parse(form.getLast()));
    }
    assertThat(Moment.parse("soon", now)).isEmpty();
  }
}
