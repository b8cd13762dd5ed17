package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What systemd would do: keep what jpmd gives it, and start it again with that. */
class FdStoreTest {
  private static final String SYSTEMD =
      """
      import os, socket, sys
      path, command = sys.argv[1], sys.argv[2:]
      notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      notify.bind(path)
      notify.settimeout(0.1)
      store = {}
      def start():
          pid = os.fork()
          if pid:
              return pid
          high = [os.dup2(fd, 200 + i) for i, fd in enumerate(store.values())]
          for i, fd in enumerate(high):
              os.dup2(fd, 3 + i, inheritable=True)
          os.closerange(3 + len(high), 300)
          os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(high)), NOTIFY_SOCKET=path)
          os.execv(command[0], command)
      daemon = start()
      while True:
          try:
              data, fds, flags, who = socket.recv_fds(notify, 4096, 8)
              lines = dict(line.split('=', 1) for line in data.decode().splitlines() if '=' in line)
              if 'FDSTORE' in lines and fds:
                  store[lines['FDNAME']] = fds[0]
              if 'FDSTOREREMOVE' in lines:
                  store.pop(lines['FDNAME'], None)
          except TimeoutError:
              pass
          pid, status = os.waitpid(daemon, os.WNOHANG)
          if pid and status == 0:
              break
          if pid:
              print('restarting with', len(store), flush=True)
              daemon = start()
      """;

  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  @Test
  void without_the_rights_of_a_debugger_systemd_gives_sockets_and_channels_back() throws Exception {
    int port = TestHome.freePort();
    home.environment("JPM_WITHOUT_PIDFD_GETFD", "1");
    home.write(
        "app.js", "require('http').createServer((q, a) => a.end('v1')).listen(" + port + ");\n");
    home.programs(
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "instances": 2}}}
        """);
    Process systemd = systemd();
    try {
      await().until(() -> home.jpm("ping").code() == 0);
      home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
      List<Integer> before = home.pids("web");
      try (HttpLoad load = new HttpLoad(port)) {
        load.go(20);
        home.killDaemon();
        await().until(() -> home.jpm("ping").code() == 0);
        assertThat(home.pids("web")).isEqualTo(before);
        load.go(20);
        home.jpm("reload", "web").succeeds();
        load.go(20);
        assertThat(load.failures()).isEmpty();
      }
      assertThat(home.pids("web")).doesNotContainAnyElementsOf(before);
      assertThat(Files.readString(home.home().daemonLog()))
          .contains("restarting with 4", "took over 2 processes")
          .doesNotContain("could not be taken back", "is lost");
    } finally {
      home.jpm("shutdown");
      assertThat(systemd.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void without_any_of_it_a_port_is_bound_a_second_time_and_that_is_reported() throws Exception {
    int port = TestHome.freePort();
    home.environment("JPM_WITHOUT_PIDFD_GETFD", "1");
    home.write(
        "app.js", "require('http').createServer((q, a) => a.end('v1')).listen(" + port + ");\n");
    home.programs(
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "cluster": true}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
    List<Integer> before = home.pids("web");
    home.killDaemon();
    home.jpm("daemon").succeeds();
    assertThat(home.pids("web")).isEqualTo(before);
    assertThat(Files.readString(home.home().daemonLog()))
        .contains("web:0: a socket that it serves could not be taken back", "SO_REUSEPORT")
        .contains("its channel is lost");
    home.jpm("reload", "web").succeeds();
    assertThat(home.pids("web")).isNotEqualTo(before);
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  private Process systemd() throws IOException {
    Files.createDirectories(home.home().directory());
    List<String> command = new ArrayList<>(List.of("python3"));
    command.add(home.write("systemd.py", SYSTEMD).toString());
    command.add(home.work().resolve("notify").toString());
    command.addAll(DaemonLauncher.command(home.environment()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.home().daemonLog().toFile());
    builder.environment().clear();
    builder.environment().putAll(home.environment());
    return builder.start();
  }
}
