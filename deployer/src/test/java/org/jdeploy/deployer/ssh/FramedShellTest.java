package org.jdeploy.deployer.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime of a channel under the shells that servers have. */
@ParameterizedClass
@EnumSource(Shells.class)
class FramedShellTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final LocalTransport servers;
  private final Path home;

  FramedShellTest(Shells kind, @TempDir Path homes) {
    this.servers = kind.servers(homes);
    this.home = homes.resolve("web1");
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void keeps_the_two_streams_of_a_step_apart_and_tells_its_exit_code() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      StepResult result =
          shell.run("x", "echo one; echo two >&2; printf three; exit 7", Payload.NONE, SOON, heard);
      assertThat(code(result)).isEqualTo(7);
      assertThat(heard.out).containsExactly("one", "three");
      assertThat(heard.err).containsExactly("two");
      assertThat(shell.hello()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 65535, 65536, 65537, 131072, 1 << 20, (1 << 20) + 77})
  void carries_a_binary_payload_exactly(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(run(shell, "sha256sum", new Payload.Bytes(bytes), heard)).isZero();
      assertThat(heard.out).containsExactly(digest + "  -");
      Heard stream = new Heard();
      Payload payload = new Payload.Stream(() -> new ByteArrayInputStream(bytes), size);
      assertThat(run(shell, "sha256sum; exit 3", payload, stream)).isEqualTo(3);
      assertThat(stream.out).isEqualTo(heard.out);
    }
  }

  @Test
  void a_payload_that_a_step_leaves_unread_does_not_reach_the_next_one() throws Exception {
    byte[] bytes = "run 1 2 3\nexit 9\n".repeat(50_000).getBytes(UTF_8);
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(run(shell, "read -r a; exit 4", new Payload.Bytes(bytes), heard)).isEqualTo(4);
      assertThat(run(shell, "exec <&-; exit 5", new Payload.Bytes(bytes), heard)).isEqualTo(5);
      assertThat(run(shell, "echo fine", Payload.NONE, heard)).isZero();
      assertThat(heard.out).containsExactly("fine");
    }
  }

  @Test
  void a_step_without_payload_reads_nothing() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(run(shell, "cat; read -r x || echo none", Payload.NONE, heard)).isZero();
      assertThat(heard.out).containsExactly("none");
    }
  }

  @Test
  void a_thousand_small_steps_each_get_their_own_output() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      for (int i = 0; i < 1000; i++) {
        Heard heard = new Heard();
        assertThat(run(shell, "echo o" + i + "; echo e" + i + " >&2", Payload.NONE, heard))
            .isZero();
        assertThat(heard.out).containsExactly("o" + i);
        assertThat(heard.err).containsExactly("e" + i);
      }
    }
  }

  @Test
  void a_big_output_comes_whole_and_in_order() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      String script =
          """
          i=0
          while [ $i -lt 20000 ]; do echo "line $i of a longish output"; echo "error $i" >&2; i=$((i + 1)); done
          """;
      assertThat(run(shell, script, Payload.NONE, heard)).isZero();
      assertThat(heard.out)
          .containsExactlyElementsOf(
              IntStream.range(0, 20000)
                  .mapToObj(i -> "line " + i + " of a longish output")
                  .toList());
      assertThat(heard.err)
          .containsExactlyElementsOf(
              IntStream.range(0, 20000).mapToObj(i -> "error " + i).toList());
    }
  }

  @Test
  void a_step_that_a_signal_kills_has_128_and_its_number() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      assertThat(run(shell, "sh -c 'kill -KILL $$'", Payload.NONE, new Heard())).isEqualTo(137);
      assertThat(run(shell, "sh -c 'kill -TERM $$'", Payload.NONE, new Heard())).isEqualTo(143);
      assertThat(run(shell, "true", Payload.NONE, new Heard())).isZero();
    }
  }

  @Test
  void what_a_channel_step_sets_stays_and_what_a_step_sets_does_not() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      String define =
          """
          mkdir -p work && cd work || return 1
          export GREETING="it's here"
          greet() { echo "$GREETING in ${PWD##*/}"; }
          set -e
          """;
      assertThat(code(shell.runInChannel("d", define, SOON, heard))).isZero();
      assertThat(run(shell, "GREETING=other; cd /; greet() { :; }", Payload.NONE, heard)).isZero();
      assertThat(run(shell, "false", Payload.NONE, heard)).isEqualTo(1);
      assertThat(run(shell, "greet", Payload.NONE, heard)).isZero();
      assertThat(heard.out).containsExactly("it's here in work");
      assertThat(code(shell.runInChannel("f", "(exit 4)", SOON, heard))).isEqualTo(4);
    }
  }

  @Test
  void the_channel_holds_a_lock_that_steps_do_not_inherit() throws Exception {
    String lock = "exec 9>>lock; flock -n 9 9>&9 || { exec 9>&-; echo taken; (exit 4); }";
    try (RemoteShell shell = servers.connect("web1");
        RemoteShell rival = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(code(shell.runInChannel("lock", lock, SOON, heard))).isZero();
      assertThat(code(rival.runInChannel("lock", lock, SOON, heard))).isEqualTo(4);
      assertThat(heard.out).containsExactly("taken");
      String sleeper = "sleep 60 </dev/null >/dev/null 2>&1 & echo $! >sleeper";
      assertThat(run(shell, sleeper, Payload.NONE, heard)).isZero();
      assertThat(run(shell, sleeper + "2", new Payload.Bytes(new byte[] {1}), heard)).isZero();
    }
    try (RemoteShell rival = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(code(rival.runInChannel("lock", lock, SOON, heard))).isZero();
      run(rival, "kill $(cat sleeper sleeper2)", Payload.NONE, heard);
    }
  }

  @Test
  void the_end_of_the_client_runs_what_it_left_for_that_moment() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      assertThat(
              code(
                  shell.runInChannel(
                      "d", "gone() { echo \"$1\" >gone; }", SOON, OutputListener.NONE)))
          .isZero();
      assertThat(shell.onEof("gone first", SOON).ok()).isTrue();
      assertThat(shell.onEof("gone second", SOON).ok()).isTrue();
    }
    assertThat(home.resolve("gone")).hasContent("second\n");
  }

  @Test
  void a_channel_step_that_exits_loses_the_channel_and_runs_what_was_left() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      assertThat(shell.onEof("echo reverted >gone", SOON).ok()).isTrue();
      assertThat(shell.runInChannel("x", "exit 3", SOON, OutputListener.NONE))
          .isInstanceOf(StepResult.Lost.class);
      assertThat(shell.isAlive()).isFalse();
      assertThat(shell.run("y", "true", Payload.NONE, SOON, OutputListener.NONE))
          .isInstanceOf(StepResult.Lost.class);
    }
    await().until(() -> Files.exists(home.resolve("gone")));
  }

  @Test
  void a_cancelled_step_ends_with_all_its_processes_and_the_channel_goes_on() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard =
          new Heard() {
            @Override
            public void line(StreamKind stream, String line) {
              super.line(stream, line);
              if (line.equals("started")) {
                shell.cancel();
              }
            }
          };
      String script = "sleep 300 & echo $! >child; echo started; sleep 300; echo never";
      assertThat(run(shell, script, Payload.NONE, heard)).isEqualTo(143);
      assertThat(heard.out).containsExactly("started");
      assertThat(
              run(
                  shell,
                  "! grep -v ') Z' /proc/$(cat child)/stat 2>/dev/null",
                  Payload.NONE,
                  heard))
          .isZero();
      byte[] bytes = new byte[3 << 20];
      assertThat(run(shell, script, new Payload.Bytes(bytes), heard)).isEqualTo(143);
      assertThat(run(shell, "echo still here", Payload.NONE, heard)).isZero();
      assertThat(heard.out).contains("still here").doesNotContain("never");
    }
  }

  @Test
  void a_step_that_ignores_its_end_is_killed() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      String script = "trap '' TERM; sleep 1; while :; do sleep 300; done";
      assertThat(shell.run("x", script, Payload.NONE, Duration.ofMillis(300), OutputListener.NONE))
          .isInstanceOf(StepResult.TimedOut.class);
      assertThat(run(shell, "true", Payload.NONE, new Heard())).isZero();
    }
  }

  @Test
  void a_step_with_a_log_has_the_same_output_and_code_and_the_log_has_both_streams()
      throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(code(shell.runInChannel("l", "jd_log=$PWD/steps.log", SOON, heard))).isZero();
      assertThat(run(shell, "echo out; echo err >&2; exit 6", Payload.NONE, heard)).isEqualTo(6);
      assertThat(run(shell, "cat", new Payload.Bytes("data\n".getBytes(UTF_8)), heard)).isZero();
      assertThat(heard.out).containsExactly("out", "data");
      assertThat(heard.err).containsExactly("err");
      assertThat(Files.readString(home.resolve("steps.log")))
          .contains(" a:step\n", "out\n", "err\n", "== exit 6\n", "data\n", "== exit 0\n");
    }
  }

  @Test
  void a_here_document_and_odd_characters_arrive_as_they_are() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      String script = "cat <<'E'\n$HOME `x` \\n ä€😀 '\"\nE";
      assertThat(run(shell, script, Payload.NONE, heard)).isZero();
      assertThat(heard.out).containsExactly("$HOME `x` \\n ä€😀 '\"");
    }
  }

  @Test
  void a_syntax_error_in_a_step_is_its_own_failure() throws Exception {
    try (RemoteShell shell = servers.connect("web1")) {
      Heard heard = new Heard();
      assertThat(run(shell, "if then (", Payload.NONE, heard)).isNotZero();
      assertThat(heard.err).isNotEmpty();
      assertThat(run(shell, "true", Payload.NONE, heard)).isZero();
    }
  }

  private static int run(RemoteShell shell, String script, Payload payload, OutputListener heard) {
    return code(shell.run("a:step", script, payload, SOON, heard));
  }

  private static int code(StepResult result) {
    assertThat(result).isInstanceOf(StepResult.Exited.class);
    return ((StepResult.Exited) result).code();
  }
}
