package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the next daemon finds, whenever the former one was killed. */
class TakeoverTest {
  private final TestHome home = new TestHome();
  private final int port = TestHome.freePort();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private void serve(String text, int delay) {
    home.write(
        "app.js",
        """
        console.log('born', process.pid);
        setTimeout(() => require('http').createServer((request, response) => response.end('%s'))
          .listen(%d), %d);
        """
            .formatted(text, port, delay));
  }

  private Path file() {
    return home.programs(
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR"}}}
        """);
  }

  @Test
  void killed_in_the_middle_of_a_reload_the_old_process_stays_and_its_successor_goes() {
    serve("v1", 0);
    home.jpm("apply", file().toString()).succeeds();
    List<Integer> before = home.pids("web");
    serve("v2", 60_000);
    Thread reload = home.jpmMeanwhile(new ByteArrayOutputStream(), "reload", "web");
    await().until(() -> home.log("web.out.log").lines().count() == 2);
    long successor =
        Long.parseLong(
            home.log("web.out.log").lines().toList().getLast().substring("born ".length()));
    home.killDaemon();
    await().until(() -> !reload.isAlive());
    assertThat(ProcessHandle.of(successor)).isPresent();
    home.jpm("daemon").succeeds();
    await().until(() -> ProcessHandle.of(successor).isEmpty());
    assertThat(home.pids("web")).isEqualTo(before);
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(50);
      assertThat(load.failures()).isEmpty();
      serve("v3", 0);
      home.jpm("reload", "web").succeeds();
      load.go(50);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void killed_between_intent_and_spawn_note_the_process_is_found_by_its_cookie()
      throws IOException {
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    List<Integer> before = home.pids("sleeper");
    home.killDaemon();
    Path record;
    try (Stream<Path> runs = Files.list(home.home().state().resolve("runs"))) {
      record = runs.findFirst().orElseThrow();
    }
    Files.writeString(
        record,
        Files.readString(record)
            .replaceFirst("\"pid\":\\d+", "\"pid\":null")
            .replaceFirst("\"startTime\":\\d+", "\"startTime\":0"));
    home.jpm("daemon").succeeds();
    assertThat(home.pids("sleeper")).isEqualTo(before);
  }

  @Test
  void broken_state_is_no_reason_to_start_anything_twice_or_to_lose_a_request() throws Exception {
    serve("v1", 0);
    Path file =
        home.programs(
            """
            {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "instances": 2}}}
            """);
    home.jpm("apply", file.toString()).succeeds();
    List<Integer> before = home.pids("web");
    home.killDaemon();
    truncate(home.home().state().resolve("runs"));
    home.jpm("daemon").succeeds();
    await().until(() -> home.jpm("status").code() == 0);
    assertThat(home.pids("web")).isEqualTo(before);
    assertThat(Files.readString(home.home().daemonLog()))
        .contains("is found by its cookie to be web:0#", "is found by its cookie to be web:1#");
    await().until(() -> home.status("web").stream().noneMatch(row -> row.listen().isEmpty()));
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(50);
      serve("v2", 0);
      home.jpm("reload", "web").succeeds();
      load.go(50);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.pids("web")).doesNotContainAnyElementsOf(before);
  }

  @Test
  void even_when_all_state_is_broken_what_runs_is_found_and_belongs_to_its_file() throws Exception {
    home.script("sleeper.sh", "exec sleep 1000\n");
    Files.createDirectories(home.home().programs());
    Files.writeString(
        home.home().programs().resolve("sleeper.json"),
        "{\"programs\": {\"sleeper\": {\"command\": \""
            + home.work().resolve("sleeper.sh")
            + "\", \"directory\": \"/\", \"startSeconds\": 0.1}}}");
    home.jpm("daemon").succeeds();
    await().until(() -> home.jpm("status").code() == 0);
    List<Integer> before = home.pids("sleeper");
    home.killDaemon();
    truncate(home.home().state());
    truncate(home.home().state().resolve("runs"));
    truncate(home.home().state().resolve("programs"));
    home.jpm("daemon").succeeds();
    await().until(() -> home.jpm("status").code() == 0);
    assertThat(home.pids("sleeper")).isEqualTo(before);
    assertThat(home.home().state().resolve("programs").resolve("sleeper.json.broken")).exists();
    assertThat(ProcessHandle.allProcesses().filter(this::isOurProgram)).hasSize(1);
  }

  private boolean isOurProgram(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc", String.valueOf(process.pid()), "environ"),
              java.nio.charset.StandardCharsets.ISO_8859_1)
          .matches("(?s).*/sleeper/0/[0-9]+/" + Pattern.quote(home.home().toString()) + "\0.*");
    } catch (IOException e) {
      return false;
    }
  }

  /** Half of each file, as if a disk had been full. */
  private static void truncate(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(all, all.length / 2));
      }
    }
  }

  @Test
  void what_an_operator_stopped_stays_stopped_after_the_machine_was_started_anew()
      throws IOException {
    home.script("sleeper.sh", "exec sleep 1000\n");
    String script = home.work().resolve("sleeper.sh").toString();
    home.jpm("start", script, "--name", "one").succeeds();
    home.jpm("start", script, "--name", "two").succeeds();
    home.jpm("stop", "two").succeeds();
    int one = home.pids("one").getFirst();
    home.killDaemon();
    ProcessHandle.of(one).ifPresent(ProcessHandle::destroyForcibly);
    try (Stream<Path> runs = Files.list(home.home().state().resolve("runs"))) {
      for (Path run : runs.toList()) {
        Files.writeString(
            run,
            Files.readString(run).replaceFirst("\"bootId\":\"[^\"]*\"", "\"bootId\":\"another\""));
      }
    }
    home.jpm("daemon").succeeds();
    await().until(() -> home.status("one").getFirst().state().equals("RUNNING"));
    assertThat(home.status("two").getFirst().state()).isEqualTo("STOPPED");
  }

  @Test
  void a_process_with_a_recycled_number_is_left_alone() throws Exception {
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    int pid = home.pids("sleeper").getFirst();
    home.killDaemon();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Process stranger = new ProcessBuilder("sleep", "1000").start();
    try {
      Path record;
      try (Stream<Path> runs = Files.list(home.home().state().resolve("runs"))) {
        record = runs.findFirst().orElseThrow();
      }
      Files.writeString(
          record,
          Files.readString(record).replaceFirst("\"pid\":\\d+", "\"pid\":" + stranger.pid()));
      home.jpm("daemon").succeeds();
      await().until(() -> home.jpm("status").code() == 0);
      assertThat(home.pids("sleeper").getFirst()).isNotEqualTo((int) stranger.pid());
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void how_a_program_that_was_taken_over_ended_is_known_or_said_to_be_unknown() throws Exception {
    home.script("once.sh", "while [ ! -e go ]; do sleep 0.05; done; exit 7\n");
    home.programs(
        """
        {"programs": {"once": {"command": "./once.sh", "directory": "@DIR", "autorestart": false,
          "startSeconds": 0.1}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
    home.killDaemon();
    home.jpm("daemon").succeeds();
    home.write("go", "");
    await().until(() -> home.status().getFirst().pid().isEmpty());
    var exit = home.status().getFirst().exit().orElseThrow();
    String[] version = System.getProperty("os.version").split("[^0-9]+", 3);
    int kernel = Integer.parseInt(version[0]) * 1000 + Integer.parseInt(version[1]);
    if (kernel >= 6015) {
      assertThat(exit.code()).hasValue(7);
      assertThat(exit.cause()).isEqualTo("exited with code 7");
    } else if (exit.code().isEmpty()) {
      assertThat(exit.cause()).isEqualTo("ended, the kernel does not tell how");
    } else {
      assertThat(exit.code()).as("it was seen as a zombie").hasValue(7);
    }
  }

  @Test
  void a_process_that_a_former_daemon_had_not_let_begin_is_no_program_and_ends() throws Exception {
    home.script("sleeper.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("sleeper.sh").toString()).succeeds();
    int pid = home.pids("sleeper").getFirst();
    Path record;
    try (Stream<Path> runs = Files.list(home.home().state().resolve("runs"))) {
      record = runs.findFirst().orElseThrow();
    }
    String written = Files.readString(record);
    String cookie = written.replaceFirst("(?s).*\"cookie\":\"([^\"]+)\".*", "$1");
    home.killDaemon();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessBuilder gate =
        new ProcessBuilder(
            "setsid", "sh", "-c", "kill -STOP $$; exec \"$@\"", "jpm-gate", "sleep", "1000");
    gate.environment().put("JPM_COOKIE", cookie);
    Process waiting = gate.start();
    Files.writeString(
        record,
        written
            .replaceFirst("\"pid\":\\d+", "\"pid\":null")
            .replaceFirst("\"startTime\":\\d+", "\"startTime\":0"));
    await()
        .until(
            () -> Files.readString(Path.of("/proc/" + waiting.pid() + "/stat")).contains(") T "));
    home.jpm("daemon").succeeds();
    assertThat(waiting.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(waiting.exitValue()).isEqualTo(128 + 9);
    await().until(() -> home.jpm("status").code() == 0);
    assertThat(home.pids("sleeper").getFirst()).isNotEqualTo((int) waiting.pid());
  }

  @Test
  void what_was_printed_while_no_daemon_ran_is_in_the_log() {
    home.script("count.sh", "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done\n");
    home.jpm("start", home.work().resolve("count.sh").toString()).succeeds();
    home.killDaemon();
    home.jpm("daemon").succeeds();
    await().until(() -> home.log("count.out.log").lines().count() > 100);
    home.jpm("stop", "count").succeeds();
    List<String> lines = home.log("count.out.log").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).isEqualTo("line " + (i + 1));
    }
  }

  @Test
  void a_daemon_that_is_told_to_end_by_a_signal_stops_its_programs_and_remembers_them() {
    serve("v1", 0);
    home.jpm("apply", file().toString()).succeeds();
    int pid = home.pids("web").getFirst();
    ProcessHandle daemon = ProcessHandle.of(home.daemonPid()).orElseThrow();
    daemon.destroy();
    await().until(() -> !daemon.isAlive());
    assertThat(ProcessHandle.of(pid)).isEmpty();
    home.jpm("daemon").succeeds();
    await().until(() -> home.jpm("status").code() == 0);
  }

  @Test
  void what_a_daemon_starts_because_it_is_started_by_an_apply_is_started_once() throws IOException {
    serve("v1", 200);
    Files.createDirectories(home.home().programs());
    Path installed = home.home().programs().resolve("web-production.json");
    Files.copy(file(), installed);
    Files.writeString(
        installed,
        Files.readString(installed).replace("node app.js", "node " + home.work() + "/app.js"));
    home.jpm("apply", installed.toString(), "--reload").succeeds();
    assertThat(home.jpm("status").code()).isZero();
    await().until(() -> !home.log("web.out.log").isEmpty());
    assertThat(home.log("web.out.log").lines()).hasSize(1);
  }

  @Test
  void an_orderly_end_leaves_no_process_and_no_pipe_behind_and_loses_no_last_line()
      throws IOException {
    home.script("last.sh", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done\n");
    home.jpm("start", home.work().resolve("last.sh").toString()).succeeds();
    home.jpm("shutdown").succeeds();
    assertThat(home.log("last.out.log")).isEqualTo("bye\n");
    assertThat(home.home().fifos()).isEmptyDirectory();
    assertThat(ProcessHandle.allProcesses().filter(this::isOurs)).isEmpty();
  }

  /** Keepers and programs have the home in their environment or command. */
  private boolean isOurs(ProcessHandle process) {
    try {
      Path environment = Path.of("/proc", String.valueOf(process.pid()), "environ");
      return process.pid() != ProcessHandle.current().pid()
          && Files.readString(environment, java.nio.charset.StandardCharsets.ISO_8859_1)
              .contains(home.home().toString());
    } catch (IOException e) {
      return false;
    }
  }
}
