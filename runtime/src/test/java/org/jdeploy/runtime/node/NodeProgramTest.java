package org.jdeploy.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.supervise.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Node programs, the real preload, real sockets: what the daemon relies on. */
class NodeProgramTest {
  private static final Path BLOGD = Path.of("../examples/blogd").toAbsolutePath().normalize();

  @TempDir Path home;

  private final LinuxHost host = new LinuxHost();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int socket;
  private int port;

  @BeforeEach
  void listen() {
    socket = host.listenTcp("127.0.0.1", 0, 511);
    port = host.boundPort(socket);
    open.add(() -> host.close(socket));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  @Test
  void an_unmodified_program_asks_for_its_socket_and_serves_on_it() throws Exception {
    Program blogd = blogd();
    FromWorker.Hello hello = blogd.hear(FromWorker.Hello.class);
    assertThat(hello.pid()).isEqualTo(blogd.pid());
    FromWorker.Listen wish = blogd.hear(FromWorker.Listen.class);
    assertThat(wish).isEqualTo(new FromWorker.Listen(1, "127.0.0.1", port, 0, false));
    blogd.say(new ToWorker.ListenGranted(1, socket));
    assertThat(blogd.hear(FromWorker.Listening.class))
        .isEqualTo(new FromWorker.Listening(1, "127.0.0.1", port));
    try (Load load = load("/")) {
      load.go(50);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(blogd.output()).contains("listens on 127.0.0.1 port " + port).contains("GET / 200");
  }

  @Test
  void swapping_programs_without_signal_handlers_under_load_loses_no_request() throws Exception {
    Program current = blogd().serveOn(socket);
    try (Load load = load("/slow?ms=3")) {
      for (int swap = 0; swap < 4; swap++) {
        load.go(200);
        Program successor = blogd().serveOn(socket);
        current.say(new ToWorker.Drain(Duration.ofSeconds(10), false));
        current.hear(FromWorker.Drained.class);
        current.stop("TERM");
        current = successor;
      }
      load.go(200);
      assertThat(load.failures()).as("%d were answered", load.answers()).isEmpty();
    }
  }

  @Test
  void two_slots_take_turns_and_lose_no_request() throws Exception {
    int second = host.listenTcp("127.0.0.1", port, 511);
    open.add(() -> host.close(second));
    int[] sockets = {socket, second};
    Program[] slots = {blogd().serveOn(socket), blogd().serveOn(second)};
    try (Load load = load("/slow?ms=3")) {
      for (int swap = 0; swap < 4; swap++) {
        load.go(200);
        int slot = swap % 2;
        Program successor = blogd().serveOn(sockets[slot]);
        slots[slot].say(new ToWorker.Drain(Duration.ofSeconds(10), false));
        slots[slot].hear(FromWorker.Drained.class);
        slots[slot].stop("TERM");
        slots[slot] = successor;
      }
      // scale down to one: nobody takes over the second socket
      load.go(200);
      host.steer(socket, new int[] {0}, 2);
      slots[1].say(new ToWorker.Drain(Duration.ofSeconds(10), true));
      slots[1].hear(FromWorker.Drained.class);
      slots[1].stop("TERM");
      load.go(200);
      assertThat(load.failures()).as("%d were answered", load.answers()).isEmpty();
    }
  }

  @Test
  void the_death_of_the_daemon_disturbs_nothing_and_the_next_one_takes_over() throws Exception {
    Program blogd = blogd().serveOn(socket);
    try (Load load = load("/")) {
      load.go(100);
      blogd.loseDaemon();
      load.go(100);
      blogd.takeBack();
      assertThat(blogd.hear(FromWorker.Listening.class))
          .isEqualTo(new FromWorker.Listening(1, "127.0.0.1", port));
      Program successor = blogd().serveOn(socket);
      blogd.say(new ToWorker.Drain(Duration.ofSeconds(10), false));
      blogd.hear(FromWorker.Drained.class);
      blogd.stop("TERM");
      load.go(100);
      assertThat(successor.isAlive()).isTrue();
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void a_program_that_wants_to_listen_waits_for_the_next_daemon() throws Exception {
    Program blogd = blogd();
    blogd.hear(FromWorker.Listen.class);
    blogd.loseDaemon();
    assertThat(blogd.isAlive()).isTrue();
    blogd.takeBack();
    blogd.serveOn(socket);
    try (Load load = load("/healthz")) {
      load.go(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void what_was_sent_while_there_was_no_daemon_is_heard_by_the_next_one() throws Exception {
    Program program =
        script(
            """
            process.once('message', () => {
              process.send({ big: 'x'.repeat(1000000) });
              process.send('ready');
            });
            process.on('disconnect', () => process.exit(9));
            """);
    program.hear(FromWorker.Hello.class);
    program.say(new ToWorker.Message(text("go")));
    program.loseDaemon();
    program.takeBack();
    program.hear(FromWorker.Ready.class);
    assertThat(program.isAlive()).isTrue();
  }

  @Test
  void a_probe_reaches_this_instance_and_no_other_on_the_socket() throws Exception {
    blogd().serveOn(socket);
    Program next = blogd().serveOn(socket);
    for (int seq = 1; seq <= 10; seq++) {
      next.say(
          new ToWorker.Probe(
              seq, port, "/healthz?of=" + seq, Map.of("X-A", "b"), Duration.ofSeconds(5)));
      assertThat(next.hear(FromWorker.Probed.class))
          .isEqualTo(new FromWorker.Probed(seq, OptionalInt.of(200), Optional.empty()));
    }
    Awaitility.await().until(() -> next.output().contains("/healthz?of=10 200"));
    assertThat(next.output()).contains("/healthz?of=1 200");
  }

  @Test
  void a_refused_listen_is_the_programs_own_error() throws Exception {
    Program blogd = blogd();
    blogd.hear(FromWorker.Listen.class);
    blogd.say(new ToWorker.ListenRefused(1, "EADDRINUSE", "address already in use"));
    assertThat(blogd.exit()).isEqualTo(new Exit.Code(1));
    assertThat(blogd.output())
        .contains("Error: listen EADDRINUSE: address already in use 127.0.0.1:" + port);
  }

  @Test
  void garbage_on_the_channel_hurts_neither_side() throws Exception {
    Program program =
        script(
            """
            const fs = require('fs');
            fs.writeSync(3, 'no JSON\\n{"cmd":"NODE_JPM","act":3}\\n\\n\\u0000\\n');
            process.send('ready');
            process.on('message', (message) => process.send({ echo: message }));
            """);
    program.hear(FromWorker.Ready.class);
    program.say(new ToWorker.Message(text("shutdown")));
    FromWorker.Message echo = program.hear(FromWorker.Message.class);
    assertThat(Json.compact(echo.value())).isEqualTo("{\"echo\":\"shutdown\"}");
  }

  @Test
  void a_socket_that_the_program_sends_does_not_stop_its_messages() throws Exception {
    Program program =
        script(
            """
            const net = require('net');
            const server = net.createServer().listen(0, () => {
              process.send('a server', server);
              process.send('ready');
            });
            """);
    program.hear(FromWorker.Ready.class);
  }

  @Test
  void a_program_that_has_nothing_to_do_ends_although_it_has_a_channel() throws Exception {
    Program program = script("process.send('ready');");
    program.hear(FromWorker.Ready.class);
    assertThat(program.exit()).isEqualTo(new Exit.Code(0));
  }

  @Test
  void the_channels_ends_are_not_inherited_by_what_the_program_starts() throws Exception {
    Program program =
        script(
            """
            const { readlinkSync } = require('fs');
            const { execFileSync } = require('child_process');
            const list = 'for fd in /proc/$$/fd/*; do readlink $fd; done; true';
            const child = String(execFileSync('/bin/sh', ['-c', list])).split('\\n');
            const ends = [3, 4].map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
            process.send(ends.map((end) => end.startsWith('socket:') && !child.includes(end)));
            """);
    FromWorker.Message absent = program.hear(FromWorker.Message.class);
    assertThat(Json.compact(absent.value())).isEqualTo("[true,true]");
  }

  private Program blogd() throws IOException {
    return program(List.of("node", "bin/blogd.js"), BLOGD);
  }

  private Program script(String text) throws IOException {
    Path file = Files.createTempFile(home, "script", ".js");
    Files.writeString(file, text);
    return program(List.of("node", file.toString()), home);
  }

  private Program program(List<String> command, Path directory) throws IOException {
    Program program = new Program(host, home, command, directory, port);
    open.add(program);
    return program;
  }

  private Load load(String path) {
    return new Load(port, path);
  }

  private static JsonValue text(String value) {
    return JsonValue.of(value);
  }
}
