package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.util.List;
import org.jdeploy.runtime.client.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real Node programs behind a real daemon. */
class ClusterTest {
  private final TestHome home = new TestHome();
  private final int port = TestHome.freePort();

  @BeforeEach
  void start_two_instances() {
    home.write("app.js", app("v1"));
    home.programs(
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "instances": 2}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
  }

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private String app(String version) {
    return """
    require('http')
      .createServer((request, response) => setTimeout(() => response.end('%s'), 3))
      .listen(%d, () => console.log('listening as %s'));
    """
        .formatted(version, port, version);
  }

  @Test
  void instances_share_one_port_and_a_reload_loses_no_request() {
    assertThat(home.status())
        .extracting(InstanceStatus::state)
        .containsExactly("RUNNING", "RUNNING");
    List<Integer> before = home.pids("web");
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(500);
      home.write("app.js", app("v2"));
      home.jpm("reload", "web").succeeds();
      load.go(500);
      home.jpm("reload", "web", "--parallel", "2").succeeds();
      load.go(500);
      assertThat(load.failures()).isEmpty();
      assertThat(load.bodies()).containsExactlyInAnyOrder("v1", "v2");
    }
    assertThat(home.pids("web")).doesNotContainAnyElementsOf(before);
  }

  @Test
  void a_successor_that_throws_leaves_the_old_ones_serving() {
    List<Integer> before = home.pids("web");
    home.write("app.js", "console.error('broken on purpose'); throw new Error('no');");
    try (HttpLoad load = new HttpLoad(port)) {
      TestHome.Result reload = home.jpm("reload", "web");
      assertThat(reload.code()).isEqualTo(1);
      assertThat(reload.err())
          .contains("web:0 exited with code 1 before it was ready")
          .contains("web:0 | broken on purpose");
      load.go(200);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.pids("web")).isEqualTo(before);
  }

  @Test
  void a_successor_that_never_listens_leaves_the_old_ones_serving() {
    List<Integer> before = home.pids("web");
    home.write("app.js", "console.log('thinking'); setInterval(() => {}, 1000);");
    TestHome.Result reload = home.jpm("reload", "web", "--timeout", "1500ms");
    assertThat(reload.code()).isEqualTo(1);
    assertThat(reload.err()).contains("not ready within").contains("web:0 | thinking");
    assertThat(home.pids("web")).isEqualTo(before);
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(100);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void the_next_daemon_takes_over_what_a_killed_one_left_and_nobody_notices() {
    List<Integer> before = home.pids("web");
    String log = home.log("web-0.out.log");
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(300);
      home.killDaemon();
      load.go(300);
      home.jpm("daemon").succeeds();
      assertThat(home.pids("web")).isEqualTo(before);
      assertThat(home.status())
          .allSatisfy(row -> assertThat(row.state()).isEqualTo("RUNNING"))
          .allSatisfy(row -> assertThat(row.listen()).hasSize(1));
      load.go(300);
      home.write("app.js", app("v2"));
      home.jpm("reload", "web").succeeds();
      load.go(300);
      assertThat(load.failures()).isEmpty();
      assertThat(load.bodies()).containsExactlyInAnyOrder("v1", "v2");
    }
    assertThat(home.pids("web")).doesNotContainAnyElementsOf(before);
    await()
        .untilAsserted(
            () -> assertThat(home.log("web-0.out.log")).isEqualTo(log + "listening as v2\n"));
  }

  @Test
  void scales_up_and_down_without_losing_a_request() {
    try (HttpLoad load = new HttpLoad(port)) {
      home.jpm("scale", "web", "+2").succeeds();
      assertThat(home.status()).hasSize(4);
      load.go(300);
      home.jpm("scale", "web", "1").succeeds();
      load.go(300);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.status()).hasSize(1);
  }

  @Test
  void a_killed_instance_is_started_again() {
    int pid = home.pids("web").getFirst();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await()
        .untilAsserted(() -> {
          InstanceStatus row = home.status("web:0").getFirst();
          assertThat(row.state()).isEqualTo("RUNNING");
          assertThat(row.pid().orElse(0)).isNotEqualTo(pid);
          assertThat(row.restarts()).isEqualTo(1);
          assertThat(row.exit().orElseThrow().signal()).contains("KILL");
        });
  }

  @Test
  void a_port_of_another_program_is_refused_and_the_program_is_told() {
    TestHome.Result start =
        home.jpm("start", home.write("other.js", app("other")).toString(), "--name", "other");
    assertThat(start.code()).isEqualTo(1);
    assertThat(start.err()).contains("EADDRINUSE");
    home.jpm("delete", "other").succeeds();
  }
}
