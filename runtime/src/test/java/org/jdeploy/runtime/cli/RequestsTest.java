package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of operators: each has a number, an outcome and somebody who asked. */
class RequestsTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private void sleeper() {
    home.script("sleeper.sh", "trap 'echo got HUP' HUP; echo up; while :; do sleep 0.05; done\n");
    home.programs(
        """
        {"programs": {"sleeper": {"command": "./sleeper.sh", "directory": "@DIR",
          "startSeconds": 0.1}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
  }

  @Test
  void fifty_restarts_at_once_end_with_one_process_and_everybody_is_told_so() throws Exception {
    sleeper();
    List<Callable<TestHome.Result>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(() -> home.jpm("restart", "sleeper"));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<TestHome.Result> result : threads.invokeAll(all)) {
        assertThat(result.get().succeeds().out()).contains("sleeper: restarted");
      }
    }
    assertThat(home.jpm("status").code()).isZero();
    String work = home.work().toString();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(process ->
                    commandLine(process.pid()).matches("(?s).*" + work + ".*/sleeper.sh.*"))
                .map(process -> (int) process.pid()))
        .containsExactlyElementsOf(home.pids("sleeper"));
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void a_client_that_vanishes_in_the_middle_of_a_restart_changes_nothing() throws IOException {
    sleeper();
    List<Integer> before = home.pids("sleeper");
    String body = "{\"verb\":\"restart\",\"targets\":[\"sleeper\"]}";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.home().socket()));
      channel.write(
          ByteBuffer.wrap(
              ("POST /v1/operations HTTP/1.1\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8)));
      channel.read(ByteBuffer.allocate(1)); // it has begun
    }
    await().until(() -> home.jpm("events").out().contains("sleeper restart sleeper: restarted"));
    assertThat(home.jpm("status").code()).isZero();
    assertThat(home.pids("sleeper")).isNotEqualTo(before);
  }

  @Test
  void a_request_that_nobody_waits_for_has_a_number_under_which_its_outcome_is_told() {
    sleeper();
    String said = home.jpm("restart", "sleeper", "--no-wait").succeeds().out();
    assertThat(said).containsPattern("sleeper: begun as op-\\d+, jpm events tells the outcome");
    String number = said.replaceAll("(?s).*(op-\\d+).*", "$1");
    await()
        .until(() ->
            home.jpm("events", "--json")
                .out()
                .lines()
                .anyMatch(line ->
                    line.contains("\"operation\":\"" + number + "\"")
                        && line.contains("\"kind\":\"outcome\"")
                        && line.contains("\"ok\":true")));
    home.killDaemon();
    home.jpm("daemon").succeeds();
    assertThat(home.jpm("restart", "sleeper", "--no-wait").succeeds().out()).doesNotContain(number);
  }

  @Test
  void the_journal_says_who_asked_for_what() {
    sleeper();
    home.jpm("stop", "sleeper").succeeds();
    String uid = "\"actor\":{\"uid\":";
    assertThat(home.jpm("events", "--json").out().lines())
        .anySatisfy(line ->
            assertThat(line)
                .contains("\"verb\":\"stop\"", uid)
                .contains("\"pid\":" + ProcessHandle.current().pid() + ",\"comm\":\""));
    assertThat(home.jpm("events").out())
        .containsPattern("sleeper stop sleeper, asked by uid \\d+, process \\d+ \\(");
  }

  @Test
  void signals_reach_programs_and_are_journaled() {
    sleeper();
    await().until(() -> home.log("sleeper.out.log").contains("up"));
    assertThat(home.jpm("signal", "sighup", "sleeper").succeeds().out())
        .contains("sleeper:0 got sighup, process " + home.pids("sleeper").getFirst());
    await().until(() -> home.log("sleeper.out.log").contains("got HUP"));
    assertThat(home.jpm("events").out()).contains("sleeper sleeper:0 SIGHUP, asked by uid");
    assertThat(home.jpm("signal", "FOO", "sleeper").err()).contains("there is no signal FOO");
    assertThat(home.jpm("signal", "HUP", "nobody").code()).isEqualTo(2);
    home.jpm("stop", "sleeper").succeeds();
    assertThat(home.jpm("signal", "HUP", "sleeper").code()).isEqualTo(1);
  }
}
