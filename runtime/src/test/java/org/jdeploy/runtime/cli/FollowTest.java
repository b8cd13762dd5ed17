package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jdeploy.runtime.cli.TestHome.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that go on, and what commands print for programs to read. */
class FollowTest {
  private final TestHome home = new TestHome();

  @AfterEach
  void clean() throws Exception {
    home.close();
  }

  private void start(String name) {
    home.script(name + ".sh", "while :; do echo tick from $0; sleep 0.05; done\n");
    home.jpm("start", home.work().resolve(name + ".sh").toString()).succeeds();
  }

  @Test
  void logs_are_followed_also_those_of_programs_that_come_later() {
    start("one");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread following = home.jpmMeanwhile(out, "logs", "-f", "-n", "1");
    await().until(() -> out.toString(StandardCharsets.UTF_8).lines().count() > 5);
    start("two");
    await().until(() -> out.toString(StandardCharsets.UTF_8).contains("two:0 | tick"));
    home.jpm("shutdown").succeeds();
    await().until(() -> !following.isAlive());
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.matches("(one|two):0 \\| tick from .*"));
  }

  @Test
  void events_are_followed() {
    start("one");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread following = home.jpmMeanwhile(out, "events", "-f", "-n", "0");
    await()
        .until(() -> {
          home.jpm("restart", "one");
          return out.toString(StandardCharsets.UTF_8).contains("one:0 RUNNING");
        });
    home.jpm("shutdown").succeeds();
    await().until(() -> !following.isAlive());
  }

  @Test
  void json_is_all_that_goes_to_stdout() {
    start("one");
    TestHome.Result reload = home.jpm("restart", "one", "--json").succeeds();
    Fields result = Fields.of(Json.parse(reload.out(), "result"));
    assertThat(result.flag("ok")).isTrue();
    assertThat(result.objects("programs").getFirst().text("name")).isEqualTo("one");
    assertThat(reload.err()).contains("one:0 RUNNING");
  }

  @Test
  void every_verb_has_help_with_an_example() {
    String overview = home.jpm("--help").succeeds().out();
    for (String verb :
        new String[] {
          "start",
          "stop",
          "restart",
          "reload",
          "scale",
          "delete",
          "apply",
          "check",
          "status",
          "show",
          "logs",
          "flush",
          "rotate",
          "events",
          "daemon",
          "ping",
          "version",
          "shutdown"
        }) {
      assertThat(overview).contains(verb);
      assertThat(home.jpm(verb, "--help").succeeds().out())
          .as(verb)
          .contains("Example: ")
          .contains("Usage: jpm " + verb);
    }
    assertThat(home.jpm("stat").err()).contains("status");
    assertThat(home.jpm("stat").code()).isEqualTo(2);
  }

  @Test
  void the_table_fits_the_terminal() {
    start("one");
    assertThat(home.jpm("status").out().lines()).allMatch(line -> line.length() <= 120);
  }
}
