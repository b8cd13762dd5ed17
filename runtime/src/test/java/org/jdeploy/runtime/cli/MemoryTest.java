package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What programs hold in memory, what they may, and what they find in their environment. */
class MemoryTest {
  private final TestHome home = new TestHome();
  private final int port = TestHome.freePort();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  @Test
  void the_memory_of_children_counts_and_a_tree_over_its_limit_is_restarted() {
    home.script(
        "hungry.sh",
        """
        [ -e fed ] && exec sleep 1000
        touch fed
        node -e 'global.b = Buffer.alloc(150e6, 1); setTimeout(() => {}, 1e6)' &
        wait
        """);
    String file =
        home.programs(
                """
                {"programs": {"hungry": {"command": "./hungry.sh", "directory": "@DIR",
                  "startSeconds": 0.1, "limits": {"memory": "120MB"}}}}
                """)
            .toString();
    home.jpm("apply", file).succeeds();
    int pid = home.pids("hungry").getFirst();
    await().until(() -> home.jpm("events").out().contains("over its memory limit"));
    assertThat(home.jpm("events").out())
        .containsPattern("over its memory limit: \\d+ MB of 120 MB");
    await()
        .until(() ->
            home.status().getFirst().state().equals("RUNNING")
                && home.pids("hungry").getFirst() != pid);
  }

  @Test
  void a_limit_applies_without_a_restart_and_a_node_program_over_it_loses_no_request()
      throws Exception {
    home.write(
        "app.js",
        """
        let ballast;
        require('http').createServer((request, response) => {
          if (request.url === '/eat') ballast = Buffer.alloc(200e6, 1);
          response.end(String(process.pid));
        }).listen(%d);
        """
            .formatted(port));
    String program =
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "instances": 1,
          "cluster": true%s}}}
        """;
    home.jpm("apply", home.programs(program.formatted("")).toString()).succeeds();
    int pid = home.pids("web").getFirst();
    String limited = program.formatted(", \"limits\": {\"memory\": \"180MB\"}");
    home.jpm("apply", home.programs(limited).toString()).succeeds();
    int limitedPid = home.pids("web").getFirst();
    assertThat(limitedPid).as("the limit is in force at once").isEqualTo(pid);
    new java.net.URI("http://127.0.0.1:" + port + "/eat").toURL().openStream().close();
    AtomicBoolean replaced = new AtomicBoolean();
    try (HttpLoad load = new HttpLoad(port)) {
      await()
          .until(() -> {
            load.go(20);
            replaced.set(home.pids("web").getFirst() != pid);
            return replaced.get();
          });
      load.go(50);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.jpm("events").out())
        .contains("over its memory limit")
        .contains("ready, in place of the former process");
  }

  @Test
  void status_tells_what_the_whole_tree_holds() {
    home.script(
        "parent.sh", "node -e 'global.b = Buffer.alloc(100e6, 1); setTimeout(() => {}, 1e6)'\n");
    home.jpm("start", home.work().resolve("parent.sh").toString()).succeeds();
    await().until(() -> home.status().getFirst().memoryBytes().orElse(0) > 100_000_000);
    assertThat(home.status().getFirst().cpuPercent()).isPresent();
    assertThat(home.jpm("show", "parent").out()).containsPattern("memory +1\\d\\d");
  }

  @Test
  void the_environment_is_shown_with_its_secrets_hidden() {
    home.write(".env", "DB_PASSWORD=\"hunter2\"\nexport FROM_FILE=seen\n");
    home.script("sleeper.sh", "exec sleep 1000\n");
    String file =
        home.programs(
                """
                {"programs": {"sleeper": {"command": "./sleeper.sh", "directory": "@DIR",
                  "environmentFile": ".env", "startSeconds": 0.1,
                  "environment": {"NODE_ENV": "production", "API_KEY": "hunter2",
                    "DATABASE_URL": "postgres://app:hunter2@db/app"}}}}
                """)
            .toString();
    home.jpm("apply", file).succeeds();
    String shown = home.jpm("env", "sleeper").succeeds().out();
    assertThat(shown.lines())
        .contains(
            "API_KEY=***",
            "DB_PASSWORD=***",
            "DATABASE_URL=postgres://app:***@db/app",
            "FROM_FILE=seen",
            "NODE_ENV=production",
            "JPM_COOKIE=***");
    for (List<String> command :
        List.of(
            List.of("env", "sleeper"),
            List.of("env", "sleeper", "--json"),
            List.of("show", "sleeper"),
            List.of("show", "sleeper", "--json"))) {
      assertThat(home.jpm(command.toArray(String[]::new)).succeeds().out())
          .as("%s", command)
          .contains("production")
          .doesNotContain("hunter2");
    }
    assertThat(home.jpm("env", "nobody").code()).isEqualTo(2);
    home.write(".env", "hunter2\n");
    TestHome.Result broken = home.jpm("env", "sleeper");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.err()).contains(".env:1: expected KEY=value").doesNotContain("hunter2");
  }
}
