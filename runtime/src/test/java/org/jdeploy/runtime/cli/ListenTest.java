package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Unix sockets that programs of any language get at birth. */
class ListenTest {
  private final TestHome home = new TestHome();
  private final Path socket = home.work().resolve("app.sock");

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  /** Answers each connection with its pid; goes on until it is told to end, and then to the end. */
  private void server(String descriptor) {
    home.write(
        "app.py",
        """
        import os, select, signal, socket, sys
        print(os.environ.get('LISTEN_FDS'), os.environ.get('LISTEN_FDNAMES'), flush=True)
        server = socket.socket(fileno=%s)
        ending = []
        signal.signal(signal.SIGTERM, lambda *_: ending.append(1))
        while not ending:
            if select.select([server], [], [], 0.05)[0]:
                server.setblocking(False)
                try:
                    client, _ = server.accept()
                except OSError:
                    continue
                with client:
                    client.sendall(str(os.getpid()).encode())
        """
            .formatted(descriptor));
  }

  private Path file(String listen) {
    return home.programs(
        """
        {"programs": {"app": {"command": "python3 app.py", "directory": "@DIR", "instances": 2,
          "startSeconds": 0.2, "stop": {"timeout": "5s"}, "listen": [%s]}}}
        """
            .formatted(listen));
  }

  private int ask() throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer answer = ByteBuffer.allocate(32);
      while (channel.read(answer) >= 0) {}
      return Integer.parseInt(
          new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void a_unix_socket_is_shared_and_survives_reloads_and_the_daemon() throws IOException {
    server("3");
    home.jpm(
            "apply",
            file("{\"path\": \"app.sock\", \"name\": \"web\", \"mode\": \"0606\"}").toString())
        .succeeds();
    assertThat(home.status("app").getFirst().listen()).containsExactly("unix:" + socket);
    await().until(() -> home.log("app-0.out.log").equals("1 web\n"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw----rw-");
    Set<Integer> before = new TreeSet<>(home.pids("app"));
    assertThat(before).contains(ask());
    Thread reload = home.jpmMeanwhile(new java.io.ByteArrayOutputStream(), "reload", "app");
    while (reload.isAlive()) {
      assertThat(ask()).isPositive();
    }
    assertThat(home.pids("app")).doesNotContainAnyElementsOf(before).contains(ask());
    home.killDaemon();
    home.jpm("daemon").succeeds();
    List<Integer> now = home.pids("app");
    assertThat(now).contains(ask());
    home.jpm("reload", "app").succeeds();
    assertThat(home.pids("app")).doesNotContainAnyElementsOf(now).contains(ask());
    home.jpm("stop", "app").succeeds();
    assertThat(socket).doesNotExist();
  }

  @Test
  void a_socket_may_be_stdin_and_a_dead_one_in_its_place_is_replaced() throws IOException {
    server("0");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    home.jpm("apply", file("{\"path\": \"app.sock\", \"stdin\": true}").toString()).succeeds();
    await().until(() -> home.log("app-0.out.log").equals("None None\n"));
    assertThat(home.pids("app")).contains(ask());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void what_is_no_dead_socket_is_left_alone() throws IOException {
    server("3");
    Files.writeString(socket, "precious");
    TestHome.Result apply = home.jpm("apply", file("{\"path\": \"app.sock\"}").toString());
    assertThat(apply.code()).isEqualTo(1);
    assertThat(apply.err()).contains("cannot listen on " + socket + ": EADDRINUSE");
    assertThat(Files.readString(socket)).isEqualTo("precious");
    home.jpm("stop", "app").succeeds();
    Files.delete(socket);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));
      assertThat(home.jpm("start", "app").err()).contains("EADDRINUSE");
      assertThat(socket).exists();
    }
    await().until(() -> home.jpm("start", "app").code() == 0);
  }
}
