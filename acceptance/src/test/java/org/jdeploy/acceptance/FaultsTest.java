package org.jdeploy.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.acceptance.Jpm.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

/** What may befall a supervisor and its programs, on the real daemon. {@code docs/faults.md}. */
class FaultsTest {
  @Test
  void a_daemon_that_is_frozen_for_a_while_loses_no_line_and_no_program() {
    try (Jpm jpm = Jpm.start()) {
      jpm.write(
          "count.sh", "i=0; while [ $i -lt 40000 ]; do i=$((i+1)); echo $i; done; sleep 1000");
      jpm.apply("\"count\": {\"command\": [\"sh\", \"count.sh\"]}");
      long pid = jpm.pid("count");
      String daemon = Long.toString(jpm.daemon());
      Command.of(jpm.directory(), "kill", "-STOP", daemon).succeed();
      try {
        // more than a pipe holds is printed meanwhile, so that the program waits for its reader
        await().until(() -> isBlockedWriting(pid));
      } finally {
        Command.of(jpm.directory(), "kill", "-CONT", daemon).succeed();
      }
      await().until(() -> jpm.log("count").size() == 40_000);
      assertThat(jpm.log("count"))
          .isEqualTo(IntStream.rangeClosed(1, 40_000).mapToObj(Integer::toString).toList());
      assertThat(jpm.pid("count")).isEqualTo(pid);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isBlockedWriting(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/wchan")).contains("pipe")
        || Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") S ");
  }

  @Test
  void clients_that_ask_for_much_do_not_exhaust_the_daemon() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      jpm.write("much.sh", "seq 1 2000000; exec sleep 1000");
      jpm.apply("\"much\": {\"command\": [\"sh\", \"much.sh\"]}");
      long daemon = jpm.daemon();
      await().until(() -> jpm.run("logs", "much", "--raw", "-n", "1").out().contains("2000000"));
      List<Command.Running> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(jpm.command("logs", "much", "--raw", "-n", "1000000").start());
      }
      for (Command.Running client : clients) {
        Command.Result result = client.await(Duration.ofMinutes(2));
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines().count()).isEqualTo(1_000_000);
      }
      assertThat(jpm.daemon()).isEqualTo(daemon);
      assertThat(jpm.state("much")).isEqualTo("RUNNING");
    }
  }

  @Test
  void a_program_that_ignores_its_stop_signal_is_killed_and_the_stop_says_so() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      jpm.write("deaf.sh", "trap '' TERM; while :; do sleep 1; done");
      jpm.apply(
          "\"deaf\": {\"command\": [\"sh\", \"deaf.sh\"], \"stop\": {\"timeout\": \"500ms\"}}");
      long pid = jpm.pid("deaf");
      Command.Result stop = jpm.succeed("stop", "deaf");
      assertThat(jpm.state("deaf")).isEqualTo("STOPPED");
      assertThat(Files.exists(Path.of("/proc/" + pid))).isFalse();
      assertThat(stop.out() + jpm.succeed("events", "-n", "10").out()).contains("SIGKILL");
    }
  }

  @Test
  void a_working_directory_that_vanished_is_named_at_the_next_start() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      Path release = Files.createDirectory(jpm.directory().resolve("release"));
      jpm.apply(
          "\"web\": {\"command\": \"sleep 1000\", \"startRetries\": 0, \"directory\": \""
              + release
              + "\"}");
      long pid = jpm.pid("web");
      Files.delete(release);
      assertThat(jpm.pid("web")).as("what runs is left alone").isEqualTo(pid);
      Command.Result restart = jpm.run("restart", "web");
      assertThat(restart.exit()).isEqualTo(1);
      assertThat(restart.all()).contains(release + " does not exist");
    }
  }

  @Test
  void each_reason_why_a_file_cannot_be_run_has_its_own_words() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      executable(jpm.write("interpreter", "#!/no/such/interpreter\n"));
      executable(jpm.write("garbage", "\u007fELF not really\n"));
      jpm.write("plain", "#!/bin/sh\n");
      Path busy = jpm.directory().resolve("busy");
      Files.copy(Path.of("/bin/sleep"), busy, StandardCopyOption.COPY_ATTRIBUTES);
      try (FileOutputStream _ = new FileOutputStream(busy.toFile(), true)) {
        Command.Result apply =
            jpm.apply(
                List.of("missing", "plain", "garbage", "interpreter", "busy").stream()
                    .map(name ->
                        "\"%s\": {\"command\": [\"./%s\", \"9\"], \"startRetries\": 0}"
                            .formatted(name, name))
                    .collect(Collectors.joining(", ")));
        assertThat(apply.exit()).isEqualTo(1);
        await()
            .untilAsserted(() -> {
              for (JsonObject row : jpm.status()) {
                assertThat(Jpm.text(row, "state")).as(Jpm.text(row, "name")).isEqualTo("FATAL");
              }
            });
        assertThat(jpm.description("missing")).contains("does not exist");
        assertThat(jpm.description("plain")).contains("not executable");
        assertThat(jpm.description("garbage")).contains("another kind of machine");
        assertThat(jpm.description("interpreter")).contains("/no/such/interpreter");
        assertThat(jpm.description("busy")).contains("open for writing");
      }
    }
  }

  private static void executable(Path file) {
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void a_machine_without_room_for_processes_delays_a_start_and_the_daemon_goes_on()
      throws IOException {
    List<String> asUser =
        Command.of(Path.of("/"), "id", "-u").succeed().out().strip().equals("0")
            ? List.of(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp")
            : List.of();
    try (Jpm jpm = Jpm.start(asUser)) {
      String daemon = Long.toString(jpm.daemon());
      String before = limit(asUser, daemon, "--nproc", "--noheadings", "--raw", "-o", "SOFT");
      limit(asUser, daemon, "--nproc=1:");
      Command.Result apply =
          jpm.apply("\"web\": {\"command\": \"sleep 1000\", \"startRetries\": 1000000}");
      assertThat(apply.exit()).as(apply.all()).isEqualTo(1);
      assertThat(apply.all()).contains("as many processes as allowed");
      assertThat(jpm.state("web")).isIn("BACKOFF", "STARTING");
      limit(asUser, daemon, "--nproc=" + before + ":");
      await().until(() -> jpm.state("web").equals("RUNNING"));
    }
  }

  /** Asks or sets a limit of a process, as the user who it runs as. */
  private static String limit(List<String> asUser, String pid, String... options) {
    List<String> words = new ArrayList<>(asUser);
    words.addAll(List.of("prlimit", "--pid", pid));
    words.addAll(List.of(options));
    return Command.of(Path.of("/"), words.toArray(String[]::new)).succeed().out().strip();
  }

  @Test
  void a_thousand_programs_start_and_are_told_apart() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      String programs =
          IntStream.range(0, 1000)
              .mapToObj(i ->
                  "\"p%d\": {\"command\": \"sleep 100000\", \"ready\": {\"on\": \"none\"}, \"logs\": {\"to\": \"none\"}}"
                      .formatted(i))
              .collect(Collectors.joining(",\n"));
      Command.Result apply = jpm.apply(programs);
      assertThat(apply.exit()).as(apply.err()).isZero();
      List<JsonObject> rows = jpm.status();
      assertThat(rows).hasSize(1000);
      assertThat(rows).allMatch(row -> Jpm.text(row, "state").equals("RUNNING"));
      assertThat(rows.stream().map(row -> Jpm.number(row, "pid")).distinct()).hasSize(1000);
    }
  }

  @Test
  void names_that_lead_out_of_the_log_directory_lead_nowhere() throws IOException {
    try (Jpm jpm = Jpm.start()) {
      jpm.apply("\"web\": {\"command\": \"sleep 1000\"}");
      Path secret = jpm.write("secret.out.log", "secret\n");
      assertThat(Files.readString(secret)).isEqualTo("secret\n");
      for (String name :
          List.of("../../secret", "..%2f..%2fsecret", "web/../../../secret", "/tmp", "..", "%00")) {
        for (String address :
            List.of("/v1/logs?target=" + name, "/v1/programs/" + name, "/v1/../../" + name)) {
          Command.Result answer =
              Command.of(
                      jpm.directory(),
                      "curl",
                      "-s",
                      "--path-as-is",
                      "-w",
                      "%{http_code}",
                      "--unix-socket",
                      jpm.home().resolve("run/jpm.sock").toString(),
                      "http://jpm" + address)
                  .run();
          assertThat(answer.out())
              .as(address)
              .doesNotContain("secret\n")
              .containsPattern("40[04]$");
        }
      }
    }
  }

  @Test
  void a_wall_clock_that_jumps_by_a_day_restarts_stops_and_delays_nothing() throws IOException {
    Path clock = Files.createTempFile("clock", "");
    String library = fakeTime();
    List<String> fake =
        List.of(
            "env",
            "LD_PRELOAD=" + library,
            "FAKETIME_TIMESTAMP_FILE=" + clock,
            "FAKETIME_NO_CACHE=1",
            "DONT_FAKE_MONOTONIC=1");
    Files.writeString(clock, "+0\n");
    try (Jpm jpm = Jpm.start(fake)) {
      jpm.write("crash.sh", "echo up; sleep 1.5; exit 1");
      jpm.apply(
          "\"web\": {\"command\": \"sleep 100000\"}, \"crash\": {\"command\": [\"sh\","
              + " \"crash.sh\"]}");
      long pid = jpm.pid("web");
      for (String jump : List.of("+1d", "+0")) {
        Files.writeString(clock, jump + "\n");
        int before = jpm.log("crash").size();
        await().until(() -> jpm.log("crash").size() > before + 1);
        assertThat(jpm.pid("web")).isEqualTo(pid);
        long uptime = Jpm.number(jpm.status("web").getFirst(), "uptimeSeconds");
        assertThat(uptime).isBetween(0L, Duration.ofMinutes(10).toSeconds());
        jpm.succeed("restart", "crash");
      }
    } finally {
      Files.delete(clock);
    }
  }

  private static String fakeTime() {
    return Command.of(Path.of("/"), "sh", "-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1")
        .succeed()
        .out()
        .strip();
  }

  @Test
  void a_file_cut_anywhere_changes_nothing() throws IOException {
    String text =
        "{\"programs\": {\"web\": {\"command\": \"sleep 1000\"}, \"b\": {\"command\": \"x\"}}}";
    try (Jpm jpm = Jpm.start()) {
      jpm.apply("\"web\": {\"command\": \"sleep 1000\"}");
      long pid = jpm.pid("web");
      for (int cut : new int[] {0, 1, 14, 24, 40, 60, text.length() - 1}) {
        Path file = jpm.write("cut.json", text.substring(0, cut));
        Command.Result apply = jpm.run("apply", file.toString());
        assertThat(apply.exit()).as(apply.all()).isEqualTo(2);
        assertThat(apply.err()).contains("cut.json:1:").doesNotContain("\tat ");
      }
      assertThat(jpm.pid("web")).isEqualTo(pid);
      assertThat(jpm.status()).hasSize(1);
    }
  }
}
