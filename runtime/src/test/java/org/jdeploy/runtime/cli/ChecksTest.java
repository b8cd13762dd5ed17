package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How programs of any kind become ready and are checked, with real programs. */
class ChecksTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private InstanceStatus row(String program) {
    return home.status(program).getFirst();
  }

  private String state(String program) {
    return row(program).state();
  }

  private void apply(String name, String rest) {
    home.jpm("apply", file(name, rest)).succeeds();
  }

  private void applyMeanwhile(String name, String rest) {
    home.jpm("daemon").succeeds();
    home.jpmMeanwhile(new java.io.ByteArrayOutputStream(), "apply", file(name, rest));
    await().until(() -> home.status().size() == 1 && row(name).pid().isPresent());
  }

  private String file(String name, String rest) {
    return home.programs(
            """
            {"programs": {"%s": {"directory": "@DIR", "stop": {"timeout": "1s"}, %s}}}
            """
                .formatted(name, rest))
        .toString();
  }

  @Test
  void a_line_of_its_output_makes_a_program_ready() {
    home.script(
        "printer.sh",
        """
        echo 'not yet listening on port 1'
        while [ ! -e go ]; do sleep 0.02; done
        echo 'listening on port 4711' >&2
        exec sleep 1000
        """);
    String ready =
        "\"command\": \"./printer.sh\","
            + " \"ready\": {\"log\": \"^listening on port [0-9]+\", \"timeout\": \"10m\"}";
    applyMeanwhile("printer", ready);
    await().until(() -> home.log("printer.out.log").contains("not yet"));
    assertThat(state("printer")).isEqualTo("STARTING");
    home.write("go", "");
    await().until(() -> state("printer").equals("RUNNING"));
    assertThat(home.work().resolve("go").toFile().delete()).isTrue();
    home.jpmMeanwhile(new java.io.ByteArrayOutputStream(), "restart", "printer");
    await().until(() -> home.log("printer.out.log").lines().count() == 2);
    // what the former process printed is no sign of this one
    assertThat(state("printer")).isEqualTo("STARTING");
    home.write("go", "");
    await().until(() -> state("printer").equals("RUNNING"));
  }

  @Test
  void an_open_port_an_answer_a_delay_or_nothing_make_a_program_ready() {
    int port = TestHome.freePort();
    home.write(
        "server.py",
        """
        import http.server, os, sys, time
        while not os.path.exists('go'): time.sleep(0.02)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(204 if self.path == '/up' and os.path.exists('up') else 503)
                self.end_headers()
        http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
        """);
    String command = "\"command\": \"python3 server.py " + port + "\",";
    applyMeanwhile("tcp", command + "\"ready\": {\"tcp\": \"127.0.0.1:%d\"}".formatted(port));
    assertThat(state("tcp")).isEqualTo("STARTING");
    home.write("go", "");
    await().until(() -> state("tcp").equals("RUNNING"));
    home.jpm("delete", "tcp").succeeds();
    applyMeanwhile(
        "http", command + "\"ready\": {\"http\": \"http://127.0.0.1:%d/up\"}".formatted(port));
    await().until(() -> row("http").description().contains("/up: answered with status 503"));
    assertThat(state("http")).isEqualTo("STARTING");
    home.write("up", "");
    await().until(() -> state("http").equals("RUNNING"));
    home.jpm("delete", "http").succeeds();
    long begun = System.nanoTime();
    apply(
        "delay",
        "\"command\": \"sleep 1000\", \"ready\": {\"on\": \"delay\", \"delay\": \"300ms\"}");
    assertThat(System.nanoTime() - begun).isGreaterThan(300_000_000L);
    home.jpm("delete", "delay").succeeds();
    apply("none", "\"command\": \"sleep 1000\", \"ready\": {\"on\": \"none\"}");
    assertThat(state("none")).isEqualTo("RUNNING");
  }

  @Test
  void a_command_checks_the_health_in_the_program_s_directory_and_environment() {
    home.script(
        "check.sh",
        """
        [ "$WHO" = me ] || exit 9
        echo looking
        [ -e well ] || { echo 'no well here'; echo; exit 3; }
        """);
    home.write("well", "");
    apply(
        "app",
        """
        "command": "sleep 1000", "environment": {"WHO": "me"}, "startSeconds": 0, "autorestart": true,
        "health": {"exec": "./check.sh", "every": "100ms", "timeout": "10s", "failures": 2}
        """);
    List<Integer> before = home.pids("app");
    assertThat(home.work().resolve("well").toFile().delete()).isTrue();
    await()
        .until(() ->
            home.jpm("events")
                .out()
                .contains("unhealthy: ./check.sh: exited with code 3: no well here, 2 times"));
    await().until(() -> !state("app").equals("RUNNING"));
    home.write("well", "");
    await().until(() -> state("app").equals("RUNNING"));
    assertThat(home.pids("app")).isNotEqualTo(before);
  }

  @Test
  void a_check_that_hangs_is_killed_with_all_it_started() throws IOException {
    home.script(
        "check.sh",
        """
        [ -e hang ] || exit 0
        setsid sleep 987 &
        echo $! > grandchild
        sleep 986
        """);
    apply(
        "app",
        """
        "command": "sleep 1000", "startSeconds": 0,
        "health": {"exec": "./check.sh", "every": "100ms", "timeout": "1s", "failures": 1,
          "onFailure": "report"}
        """);
    home.write("hang", "");
    await().until(() -> row("app").description().contains("took longer than 1000 ms"));
    assertThat(home.work().resolve("hang").toFile().delete()).isTrue();
    long grandchild = Long.parseLong(Files.readString(home.work().resolve("grandchild")).strip());
    await().until(() -> ProcessHandle.of(grandchild).isEmpty());
  }

  @Test
  void a_failure_that_is_only_reported_is_seen_and_so_is_the_recovery() {
    home.write("well", "");
    String health =
        """
        "command": "sleep 1000", "startSeconds": 0,
        "health": {"exec": "test -e well", "every": "50ms", "timeout": "10s", "failures": 2,
          "onFailure": "%s"}
        """;
    apply("app", health.formatted("report"));
    List<Integer> before = home.pids("app");
    assertThat(home.work().resolve("well").toFile().delete()).isTrue();
    await().until(() -> home.jpm("status").out().contains("unhealthy: test -e well: exited"));
    assertThat(state("app")).isEqualTo("RUNNING");
    home.write("well", "");
    await().until(() -> row("app").description().equals("ready"));
    String events = home.jpm("events").out();
    assertThat(events).contains("healthy again");
    assertThat(events.split("unhealthy: test", -1)).hasSize(2);
    // what follows a failure is changed without another process
    apply("app", health.formatted("restart"));
    assertThat(home.pids("app")).isEqualTo(before);
    assertThat(home.work().resolve("well").toFile().delete()).isTrue();
    await().until(() -> !state("app").equals("RUNNING"));
    home.write("well", "");
    await().until(() -> state("app").equals("RUNNING"));
    assertThat(home.pids("app")).isNotEqualTo(before);
  }

  @Test
  void the_line_is_found_wherever_the_log_went_and_whoever_was_looking() throws IOException {
    home.script(
        "printer.sh",
        """
        cat "$BEFORE"
        while [ ! -e go ]; do sleep 0.02; done
        cat "$AFTER"
        exec sleep 1000
        """);
    String filler = "a line that says nothing at all about readiness\n".repeat(2000);
    home.write("before", filler);
    home.write("after", "up and running\n" + filler + filler);
    String program =
        """
        "command": "./printer.sh", "ready": {"log": "^up and", "timeout": "10m"},
        "environment": {"BEFORE": "before", "AFTER": "after"},
        "logs": {"maxSize": "64KB", "keep": 20, "compress": false}
        """;
    applyMeanwhile("printer", program);
    await().until(() -> home.log("printer.out.log").contains("a line"));
    int pid = home.pids("printer").getFirst();
    home.killDaemon();
    home.write("go", "");
    // most of it waits in the pipe, until somebody reads it again
    home.jpm("daemon").succeeds();
    await().until(() -> state("printer").equals("RUNNING"));
    assertThat(home.pids("printer")).containsExactly(pid);
    // what the former process said is not what the next one says, for the next daemon neither
    assertThat(home.work().resolve("go").toFile().delete()).isTrue();
    home.jpmMeanwhile(new java.io.ByteArrayOutputStream(), "restart", "printer");
    await().until(() -> !home.pids("printer").contains(pid) && state("printer").equals("STARTING"));
    await().until(() -> row("printer").pid().isPresent());
    home.killDaemon();
    home.jpm("daemon").succeeds();
    assertThat(state("printer")).isEqualTo("STARTING");
    home.write("go", "");
    await().until(() -> state("printer").equals("RUNNING"));
  }
}
