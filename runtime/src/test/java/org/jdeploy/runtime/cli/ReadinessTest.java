package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a program counts as ready and well, with real programs. */
class ReadinessTest {
  private final TestHome home = new TestHome();
  private final int port = TestHome.freePort();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  /** Answers /healthz with the status that the file {@code health} holds. */
  private void app(String text) {
    home.write(
        "app.js",
        """
        const fs = require('fs');
        require('http').createServer((request, response) => {
          if (request.url === '/healthz') {
            response.statusCode = Number(fs.readFileSync('health', 'utf8'));
          }
          response.end('%s');
        }).listen(process.env.PORT);
        """
            .formatted(text));
  }

  private TestHome.Result apply(String more, int onPort) {
    Path file =
        home.programs(
            """
            {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "instances": 2,
              "environment": {"PORT": "%d"}, %s
              "stop": {"drain": "2s"}}}}
            """
                .formatted(onPort, more));
    return home.jpm("apply", file.toString());
  }

  private String health(String every) {
    return """
    "ready": {"timeout": "2s"},
    "health": {"http": "http://127.0.0.1:%d/healthz", "every": "%s", "timeout": "1s", "failures": 2},
    """
        .formatted(port, every);
  }

  @Test
  void a_successor_that_answers_its_health_question_badly_does_not_replace_the_old_one() {
    home.write("health", "200");
    app("v1");
    apply(health("1h"), port).succeeds();
    List<Integer> before = home.pids("web");
    home.write("health", "503");
    TestHome.Result reload = home.jpm("reload", "web");
    assertThat(reload.code()).isEqualTo(1);
    assertThat(reload.err()).contains("not ready within 2 s");
    assertThat(home.pids("web")).isEqualTo(before);
    home.write("health", "204");
    home.jpm("reload", "web").succeeds();
  }

  @Test
  void an_instance_that_is_not_well_any_more_is_restarted() {
    home.write("health", "200");
    app("v1");
    apply(health("100ms"), port).succeeds();
    List<Integer> before = home.pids("web");
    home.write("health", "500");
    await().until(() -> home.jpm("events").out().contains("answered with status 500"));
    home.write("health", "200");
    await()
        .untilAsserted(() -> {
          assertThat(home.jpm("status", "web").code()).isZero();
          assertThat(home.pids("web")).isNotEqualTo(before);
        });
  }

  @Test
  void a_program_may_move_to_another_port_and_the_old_one_is_closed() throws Exception {
    app("v1");
    apply("", port).succeeds();
    int other = TestHome.freePort();
    apply("", other).succeeds();
    assertThat(home.status())
        .allSatisfy(row -> assertThat(row.listen()).containsExactly("tcp://[::]:" + other));
    try (HttpLoad load = new HttpLoad(other)) {
      load.go(50);
      assertThat(load.failures()).isEmpty();
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void a_program_says_itself_when_it_is_ready() {
    home.write(
        "app.js",
        """
        const fs = require('fs');
        const timer = setInterval(() => {
          if (fs.existsSync('go')) {
            clearInterval(timer);
            process.send('ready');
            setInterval(() => {}, 1000);
          }
        }, 20);
        """);
    Path file =
        home.programs(
            """
            {"programs": {"worker": {"command": "node app.js", "directory": "@DIR",
              "ready": {"on": "message", "timeout": "60s"}}}}
            """);
    Thread apply = home.jpmMeanwhile(new java.io.ByteArrayOutputStream(), "apply", file.toString());
    await().until(() -> home.jpm("status").out().contains("STARTING"));
    home.write("go", "");
    await().until(() -> home.jpm("status").out().contains("RUNNING"));
    await().until(() -> !apply.isAlive());
  }

  @Test
  void a_program_of_any_language_gets_its_sockets_at_birth_and_is_reloaded_without_loss() {
    home.write(
        "app.py",
        """
        import os, signal, socket, sys
        assert os.environ['LISTEN_FDS'] == '1' and os.environ['LISTEN_PID'] == str(os.getpid())
        server = socket.socket(fileno=3)
        ending = []
        signal.signal(signal.SIGTERM, lambda *_: (ending.append(1), server.settimeout(0.05)))
        server.settimeout(0.2)
        while not ending:
            try:
                client, _ = server.accept()
            except socket.timeout:
                continue
            with client:
                client.settimeout(5)
                data = b''
                while b'\\r\\n\\r\\n' not in data:
                    more = client.recv(4096)
                    if not more:
                        break
                    data += more
                if data:
                    client.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok')
        """);
    Path file =
        home.programs(
            """
            {"programs": {"py": {"command": "python3 app.py", "directory": "@DIR", "instances": 2,
              "startSeconds": 0.3, "listen": [{"port": %d, "host": "127.0.0.1", "name": "http"}]}}}
            """
                .formatted(port));
    home.jpm("apply", file.toString()).succeeds();
    List<Integer> before = home.pids("py");
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(200);
      home.jpm("reload", "py").succeeds();
      load.go(200);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.pids("py")).doesNotContainAnyElementsOf(before);
  }
}
