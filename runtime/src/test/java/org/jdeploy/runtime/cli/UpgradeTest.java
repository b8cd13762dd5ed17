package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.control.ControlServer;
import org.jdeploy.runtime.control.Response;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** jpmd becomes another program in the same process, under programs that notice nothing. */
class UpgradeTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private String image() {
    return Fields.of(Json.parse(home.jpm("version", "--json").out(), "version"))
        .object("jpmd")
        .orElseThrow()
        .text("image");
  }

  @Test
  void under_load_no_request_is_lost_no_line_and_no_process() throws Exception {
    int port = TestHome.freePort();
    home.environment("JPM_WITHOUT_PIDFD_GETFD", "1"); // sockets are kept, not taken from others
    home.write(
        "app.js",
        "let n = 0; setInterval(() => console.log('line', ++n), 5);\n"
            + "require('http').createServer((q, a) => a.end('v1')).listen("
            + port
            + ");\n");
    home.programs(
        """
        {"programs": {"web": {"command": "node app.js", "directory": "@DIR", "cluster": true}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
    List<Integer> programs = home.pids("web");
    long daemon = home.daemonPid();
    String image = image();
    try (HttpLoad load = new HttpLoad(port)) {
      load.go(20);
      assertThat(home.jpm("upgrade").succeeds().out()).contains(" became ", "process " + daemon);
      load.go(20);
      assertThat(home.daemonPid()).isEqualTo(daemon);
      assertThat(image()).isNotEqualTo(image);
      assertThat(home.pids("web")).isEqualTo(programs);
      assertThat(home.status("web").getFirst().state()).isEqualTo("RUNNING");
      int printed = home.log("web.out.log").lines().toList().size();
      await().until(() -> home.log("web.out.log").lines().toList().size() > printed + 20);
      int expected = 0;
      for (String line : home.log("web.out.log").lines().toList()) {
        assertThat(line).isEqualTo("line " + ++expected);
      }
      home.jpm("reload", "web").succeeds();
      load.go(20);
      home.jpm("upgrade").succeeds();
      load.go(20);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(home.pids("web")).isNotEqualTo(programs);
    assertThat(Files.readString(home.home().daemonLog())).doesNotContain("taken back", "is lost");
    assertThat(home.jpm("events").out()).contains("jpmd becomes ");
  }

  @Test
  void it_is_still_the_parent_and_knows_how_a_program_ended() {
    home.script("mortal.sh", "trap 'exit 42' USR1; while :; do sleep 0.05; done\n");
    home.programs(
        """
        {"programs": {"mortal": {"command": "./mortal.sh", "directory": "@DIR",
          "autorestart": false, "startSeconds": 0.1}}}
        """);
    home.jpm("apply", home.work().resolve("programs.json").toString()).succeeds();
    home.jpm("upgrade").succeeds();
    int pid = home.pids("mortal").getFirst();
    assertThat(Proc.stat(pid).orElseThrow().parent()).isEqualTo((int) home.daemonPid());
    home.jpm("signal", "USR1", "mortal").succeeds();
    await().until(() -> !home.status("mortal").getFirst().state().equals("RUNNING"));
    assertThat(home.status("mortal").getFirst().exit().orElseThrow().code()).hasValue(42);
    assertThat(Proc.stat(pid)).as("it was taken note of").isEmpty();
  }

  @Test
  void what_cannot_be_executed_is_refused_and_nothing_changes() throws IOException {
    home.jpm("daemon").succeeds();
    long pid = home.daemonPid();
    home.environment("JPM_LAUNCHER", "/no/such/jpm");
    assertThat(home.jpm("upgrade").err()).contains("/no/such/jpm is nothing that can be executed");
    Path text = home.write("jpm", "no program");
    assertThat(text.toFile().setExecutable(true)).isTrue();
    home.environment("JPM_LAUNCHER", text.toString());
    TestHome.Result result = home.jpm("upgrade");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("jpmd goes on as it was").contains("ENOEXEC");
    assertThat(home.daemonPid()).isEqualTo(pid);
  }

  @Test
  void another_version_of_the_daemon_is_hinted_at() throws Exception {
    Files.createDirectories(home.home().run());
    LinuxHost host = new LinuxHost();
    Reactor reactor = new Reactor(new BootClock(), e -> {});
    try (ControlServer server =
        new ControlServer(
            home.home().socket(),
            OptionalInt.empty(),
            host,
            reactor,
            _ -> Response.json(Map.of("version", "0.0.1", "pid", 1)),
            _ -> true,
            e -> {})) {
      server.start();
      Thread thread = Thread.ofPlatform().start(reactor::run);
      assertThat(home.jpm("version").out()).contains("jpmd 0.0.1", "jpm upgrade");
      assertThat(home.jpm("doctor").out()).contains("this jpm is ");
      reactor.close();
      thread.join();
    }
    try (Stream<Path> left = Files.list(home.home().run())) {
      assertThat(left).isEmpty();
    }
  }
}
