package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.program.ProgramFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real shell programs behind a real daemon. */
class ProgramsTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private void sleeper() {
    home.script("sleeper.sh", "echo up $JPM_COOKIE; echo bad >&2; exec sleep 1000\n");
    home.programs(
        """
        {"programs": {"sleeper": {"command": "./sleeper.sh", "directory": "@DIR", "startSeconds": 0.1}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
  }

  @Test
  void nothing_is_started_by_asking() {
    assertThat(home.jpm("ping").code()).isEqualTo(7);
    assertThat(home.jpm("status").code()).isEqualTo(4);
    assertThat(home.jpm("shutdown").code()).isEqualTo(7);
    assertThat(home.jpm("version").out()).contains("jpmd is not running");
    assertThat(home.home().directory()).doesNotExist();
  }

  @Test
  void starts_stops_restarts_and_deletes() {
    sleeper();
    InstanceStatus row = home.status().getFirst();
    assertThat(row.state()).isEqualTo("RUNNING");
    assertThat(row.cwd()).contains(home.work().toString());
    home.jpm("restart", "sleeper").succeeds();
    assertThat(home.status().getFirst().pid()).isNotEqualTo(row.pid());
    home.jpm("stop", "sleeper").succeeds();
    assertThat(home.jpm("status").code()).isEqualTo(3);
    assertThat(home.status().getFirst().state()).isEqualTo("STOPPED");
    home.jpm("start", "all").succeeds();
    assertThat(home.jpm("status").code()).isZero();
    home.jpm("delete", "sleeper").succeeds();
    assertThat(home.status()).isEmpty();
    assertThat(home.jpm("stop", "sleeper").code()).isEqualTo(2);
  }

  @Test
  void applying_the_same_file_again_touches_nothing() {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    String file = home.work().resolve("programs.json").toString();
    assertThat(home.jpm("apply", file).succeeds().out()).isEqualTo("sleeper: unchanged\n");
    assertThat(home.pids("sleeper")).isEqualTo(before);
    home.jpm("apply", file, "--reload").succeeds();
    assertThat(home.pids("sleeper")).isNotEqualTo(before);
  }

  @Test
  void a_dry_run_says_what_would_change_and_changes_nothing() throws IOException {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    Path file = home.work().resolve("programs.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"startSeconds\"", "\"environment\": {\"A\": \"secret\"}, \"startSeconds\""));
    TestHome.Result dry = home.jpm("apply", file.toString(), "--dry-run").succeeds();
    assertThat(dry.out())
        .contains("sleeper: changed")
        .contains("environment.A: added")
        .doesNotContain("secret");
    assertThat(home.pids("sleeper")).isEqualTo(before);
    home.jpm("apply", file.toString()).succeeds();
    assertThat(home.pids("sleeper")).isNotEqualTo(before);
  }

  @Test
  void prunes_what_left_the_file() {
    sleeper();
    Path file = home.programs("{\"programs\": {}}");
    home.jpm("apply", file.toString()).succeeds();
    assertThat(home.status()).hasSize(1);
    home.jpm("apply", file.toString(), "--prune").succeeds();
    assertThat(home.status()).isEmpty();
  }

  @Test
  void a_wrong_file_is_told_with_all_its_mistakes_and_nothing_changes() {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    Path file =
        home.programs("{\"programs\": {\"sleeper\": {\n\"comand\": 1,\n\"instances\": \"many\"}}}");
    for (String verb : List.of("apply", "check", "start")) {
      TestHome.Result result = home.jpm(verb, file.toString());
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains(file + ":2:1").contains(file + ":3:").contains("command");
      assertThat(result.err()).doesNotContain("Exception");
    }
    assertThat(home.pids("sleeper")).isEqualTo(before);
  }

  @Test
  void what_never_stays_up_is_given_up_in_the_end() {
    home.script("broken.sh", "echo no >&2; exit 3\n");
    Path file =
        home.programs(
            """
            {"programs": {"broken": {"command": "./broken.sh", "directory": "@DIR",
              "startRetries": 2, "startSeconds": 5, "backoff": {"initial": "10ms"}}}}
            """);
    TestHome.Result apply = home.jpm("apply", file.toString());
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err()).contains("exited with code 3").contains("broken:0 | no");
    await().until(() -> home.status().getFirst().state().equals("FATAL"));
    assertThat(home.status().getFirst().exit().orElseThrow().code()).hasValue(3);
    assertThat(home.status().getFirst().restarts()).isEqualTo(2);
  }

  @Test
  void says_which_directory_or_program_is_missing() {
    Path file =
        home.programs(
            """
            {"programs": {
              "lost": {"command": "sleep 5", "directory": "@DIR/nowhere", "startRetries": 0},
              "gone": {"command": "no-such-program", "directory": "@DIR", "startRetries": 0}}}
            """);
    TestHome.Result apply = home.jpm("apply", file.toString());
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err())
        .contains("working directory " + home.work() + "/nowhere does not exist")
        .contains("no-such-program");
  }

  @Test
  void stopping_takes_the_whole_tree_along() {
    home.script("parent.sh", "sleep 1234 & echo child $!; wait\n");
    home.jpm("start", home.work().resolve("parent.sh").toString()).succeeds();
    await().until(() -> home.log("parent.out.log").contains("child "));
    long child = Long.parseLong(home.log("parent.out.log").replaceAll("\\D", ""));
    assertThat(ProcessHandle.of(child)).isPresent();
    home.jpm("stop", "parent").succeeds();
    await().until(() -> ProcessHandle.of(child).isEmpty());
  }

  @Test
  void logs_are_shown_merged_or_by_stream() {
    sleeper();
    await().until(() -> home.log("sleeper.err.log").contains("bad"));
    String all = home.jpm("logs").succeeds().out();
    assertThat(all).contains("sleeper:0 | up ").contains("sleeper:0 | bad");
    assertThat(home.jpm("logs", "sleeper", "--err").out()).isEqualTo("sleeper:0 | bad\n");
    assertThat(home.jpm("logs", "sleeper", "--out").out()).doesNotContain("bad");
    assertThat(home.jpm("logs", "nobody").code()).isEqualTo(2);
  }

  @Test
  void a_second_daemon_in_the_same_home_is_refused() throws Exception {
    home.jpm("daemon").succeeds();
    long pid = home.daemonPid();
    assertThat(home.jpm("daemon").succeeds().out()).contains("runs already, process " + pid);
    ProcessBuilder second =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "org.jdeploy.runtime.cli.Jpm",
            "daemon",
            "--foreground");
    second.environment().put("JPM_HOME", home.home().toString());
    Process process = second.redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("runs in " + home.home() + " already (process " + pid + ")");
    assertThat(home.daemonPid()).isEqualTo(pid);
  }

  @Test
  void what_was_stopped_stays_stopped_in_the_next_daemon_and_the_rest_comes_back() {
    sleeper();
    home.script("other.sh", "exec sleep 1000\n");
    home.jpm("start", home.work().resolve("other.sh").toString(), "--name", "other").succeeds();
    home.jpm("stop", "other").succeeds();
    home.jpm("shutdown").succeeds();
    assertThat(home.jpm("ping").code()).isEqualTo(7);
    home.jpm("daemon").succeeds();
    await().until(() -> home.status("sleeper").getFirst().state().equals("RUNNING"));
    assertThat(home.status("other").getFirst().state()).isEqualTo("STOPPED");
  }

  @Test
  void programs_can_be_kept_over_a_shutdown() {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    assertThat(home.jpm("shutdown", "--keep-programs").succeeds().err()).contains("pipes");
    assertThat(ProcessHandle.of(before.getFirst())).isPresent();
    home.jpm("daemon").succeeds();
    assertThat(home.pids("sleeper")).isEqualTo(before);
  }

  @Test
  void a_process_that_died_while_no_daemon_watched_is_started_again_once() {
    sleeper();
    int pid = home.pids("sleeper").getFirst();
    home.killDaemon();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await().until(() -> ProcessHandle.of(pid).isEmpty());
    home.jpm("daemon").succeeds();
    await().until(() -> home.status().getFirst().state().equals("RUNNING"));
    assertThat(home.status()).hasSize(1);
    assertThat(home.pids("sleeper").getFirst()).isNotEqualTo(pid);
  }

  @Test
  void damaged_state_is_set_aside_and_the_rest_is_taken_over() throws IOException {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    Path torn = home.home().state().resolve("runs").resolve("torn-0-1.json");
    home.killDaemon();
    Files.writeString(torn, "{\"program\": \"to");
    home.jpm("daemon").succeeds();
    assertThat(home.pids("sleeper")).isEqualTo(before);
    assertThat(torn).doesNotExist();
    assertThat(torn.resolveSibling("torn-0-1.json.broken")).exists();
    assertThat(Files.readString(home.home().daemonLog())).contains("torn-0-1.json is broken");
  }

  @Test
  void a_daemon_that_cannot_come_up_is_explained() throws IOException {
    Files.createDirectories(home.home().directory());
    Files.writeString(home.home().state(), "not a directory");
    TestHome.Result result = home.jpm("daemon");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("jpmd ended with code 1").contains("jpmd cannot run");
  }

  @Test
  void events_tell_what_happened() {
    sleeper();
    home.jpm("stop", "sleeper").succeeds();
    assertThat(home.jpm("events").succeeds().out())
        .contains("sleeper defined")
        .contains("sleeper:0 RUNNING")
        .contains("sleeper:0 STOPPED");
    assertThat(home.jpm("events", "-n", "1", "--json").out()).contains("\"kind\":\"outcome\"");
  }

  @Test
  void a_supervisor_file_runs_and_its_group_is_named_as_in_supervisor() {
    home.script("work.sh", "echo I am $1 of $WHO; exec sleep 1000\n");
    Path file =
        home.write(
            "work.conf",
            """
            [program:work]
            command=./work.sh %(process_num)d ; not this
            process_name=%(program_name)s_%(process_num)02d
            numprocs=2
            startsecs=0
            environment=WHO="the ; two"
            redirect_stderr=true
            """);
    assertThat(home.jpm("check", file.toString()).succeeds().out()).endsWith("good, 2 programs\n");
    home.jpm("start", file.toString()).succeeds();
    await().until(() -> home.log("work_01.out.log").equals("I am 1 of the ; two\n"));
    home.jpm("stop", "work:work_00").succeeds();
    assertThat(home.status("work:*")).extracting(InstanceStatus::state).contains("STOPPED");
    home.jpm("start", "work:*").succeeds();
    assertThat(home.status("work:*")).allMatch(row -> row.state().equals("RUNNING"));
  }

  @Test
  void a_broken_file_is_told_and_stops_nothing_else() throws IOException {
    home.script("sleeper.sh", "exec sleep 1000\n");
    Path directory = Files.createDirectories(home.work().resolve("files"));
    Path broken = directory.resolve("a.json");
    String program =
        "{\"programs\": {\"%s\": {\"command\": \"%s/sleeper.sh\", \"startSeconds\": 0}}}";
    Files.writeString(broken, program.formatted("a", home.work()));
    home.jpm("apply", directory.toString()).succeeds();
    List<Integer> before = home.pids("a");
    Files.writeString(broken, "{\"programs\": {\"a\": {\n \"comand\": 1}}}");
    Files.writeString(
        directory.resolve("b.conf"),
        "[program:b]\ncommand=" + home.work() + "/sleeper.sh\nstartsecs=0\n");
    Files.writeString(directory.resolve("Procfile"), "c: " + home.work() + "/sleeper.sh\n");
    Files.writeString(directory.resolve("d.json"), program.formatted("d", home.work()));
    TestHome.Result result = home.jpm("apply", directory.toString(), "--prune");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(broken + ":2:2: programs.a.comand: unknown key");
    assertThat(home.jpm("check", directory.toString()).code()).isEqualTo(2);
    assertThat(home.status()).extracting(InstanceStatus::name).contains("a", "b", "c", "d");
    assertThat(home.pids("a")).isEqualTo(before);

    Files.delete(directory.resolve("d.json"));
    Files.writeString(broken, program.formatted("a", home.work()));
    TestHome.Result dry =
        home.jpm("apply", directory.toString(), "--prune", "--dry-run").succeeds();
    assertThat(dry.out()).contains("d: no longer in its file, deleted");
    assertThat(home.status("d")).hasSize(1);
    home.jpm("apply", directory.toString(), "--prune").succeeds();
    assertThat(home.status()).extracting(InstanceStatus::name).containsExactly("a", "b", "c");
    assertThat(home.pids("a")).isEqualTo(before);
  }

  @Test
  void a_file_in_programs_d_that_broke_keeps_its_programs_over_a_restart_of_the_daemon()
      throws IOException {
    home.script("sleeper.sh", "exec sleep 1000\n");
    Path directory = Files.createDirectories(home.home().programs());
    String text = "[program:%s]\ncommand=" + home.work() + "/sleeper.sh\nstartsecs=0\n";
    Files.writeString(directory.resolve("a.conf"), text.formatted("a"));
    Files.writeString(directory.resolve("b.conf"), text.formatted("b"));
    home.jpm("daemon").succeeds();
    await().until(() -> home.status().size() == 2);
    home.jpm("shutdown").succeeds();
    Files.writeString(directory.resolve("a.conf"), text.formatted("a") + "startsecs=often\n");
    home.jpm("daemon").succeeds();
    await()
        .until(() ->
            home.status().size() == 2
                && home.status().stream().allMatch(row -> row.state().equals("RUNNING")));
    assertThat(Files.readString(home.home().daemonLog()))
        .contains("not loaded: " + directory.resolve("a.conf") + ":4:1: [program:a] startsecs");
  }

  @Test
  void other_configurations_are_imported_as_a_file_that_means_the_same() throws IOException {
    Path file =
        home.write(
            "blog.conf",
            "[supervisord]\nlogfile=/l\n[program:blogd]\ncommand=node server.js\nstopsignal=INT\n");
    TestHome.Result printed = home.jpm("import", file.toString()).succeeds();
    assertThat(printed.err())
        .contains("jpm: note: " + file + ":1:1: [supervisord]: is Supervisor's");
    Path out = home.work().resolve("elsewhere.json");
    home.jpm("import", file.toString(), "--write", out.toString()).succeeds();
    assertThat(Files.readString(out)).isEqualTo(printed.out());
    assertThat(ProgramFile.read(out)).isEqualTo(ProgramFile.read(file));
    TestHome.Result again = home.jpm("import", file.toString(), "--write", out.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
    Files.writeString(file, "[program:blogd]\ncomand=x\n");
    TestHome.Result broken = home.jpm("import", file.toString());
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err()).contains(file + ":2:1: [program:blogd] comand: unknown key");
  }

  @Test
  void what_needs_no_new_process_is_applied_to_the_one_that_runs() throws IOException {
    home.script("once.sh", "trap 'exit 3' USR1; while :; do sleep 0.05; done\n");
    String file =
        "{\"programs\": {\"once\": {\"command\": \"./once.sh\", \"directory\": \"@DIR\","
            + " \"startSeconds\": 0, \"autorestart\": %s, \"stop\": {\"timeout\": \"1s\"}}}}";
    home.jpm("apply", home.programs(file.formatted("true")).toString()).succeeds();
    List<Integer> before = home.pids("once");
    TestHome.Result apply =
        home.jpm("apply", home.programs(file.formatted("false")).toString()).succeeds();
    assertThat(apply.out()).contains("autorestart: true → false (applied live)");
    assertThat(home.pids("once")).isEqualTo(before);
    new ProcessBuilder("kill", "-USR1", String.valueOf(before.getFirst())).start();
    await().until(() -> home.status("once").getFirst().state().equals("EXITED"));
    assertThat(home.status("once").getFirst().exit().orElseThrow().code()).hasValue(3);
  }

  @Test
  void a_health_check_that_is_added_is_asked_of_the_process_that_runs() {
    home.script("sleeper.sh", "exec sleep 1000\n");
    String file =
        "{\"programs\": {\"x\": {\"command\": \"./sleeper.sh\", \"directory\": \"@DIR\","
            + " \"startSeconds\": 0%s}}}";
    home.jpm("apply", home.programs(file.formatted("")).toString()).succeeds();
    List<Integer> before = home.pids("x");
    String health = ", \"health\": {\"exec\": \"echo asked >> asked.txt\", \"every\": \"50ms\"}";
    home.jpm("apply", home.programs(file.formatted(health)).toString()).succeeds();
    await().until(() -> Files.exists(home.work().resolve("asked.txt")));
    assertThat(home.pids("x")).isEqualTo(before);
  }
}
