package org.jdeploy.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final KeyTable INNER =
      KeyTable.of(
          "a socket",
          Key.of("port", Type.whole(1, 65_535), "Port.").mandatory(),
          Key.of("hosts", Type.listOf(Type.text()), "Hosts."));
  private static final KeyTable TABLE =
      KeyTable.of(
          "a test",
          Key.of("name", Type.text("[a-z]+", "lower-case letters"), "Name.").mandatory(),
          Key.of("keepReleases", Type.whole(1, 99), "Keep.").byDefault("5"),
          Key.of("level", Type.choice("info", "debug"), "Level.").alsoCalled("verbosity"),
          Key.of("wait", Type.time(Duration.ofSeconds(1)), "Wait."),
          Key.of("size", Type.size(), "Size."),
          Key.of("ratio", new Type.Decimal(0, 1), "Ratio."),
          Key.of("command", Type.command(), "Command."),
          Key.of("sockets", Type.listOf(Type.object(INNER)), "Sockets."),
          Key.of("socket", Type.object(INNER), "Socket."),
          Key.of(
              "vars",
              new Type.MapOf(Type.text("[A-Z]+", "capitals"), "NAME", Type.scalar()),
              "Variables."),
          Key.of("restart", Type.anyOf(Type.flag(), Type.choice("unexpected")), "Restart."),
          Key.of("over", Type.overlay(INNER), "Over."));

  private static List<String> problems(String text) {
    return Checker.check(Json.parseRelaxed(text, "f"), TABLE).stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void accepts_what_the_table_says() {
    assertThat(
            problems(
                """
                {"name": "a", "keepReleases": 1e1, "level": "debug", "wait": "1s", "size": "5KB",
                 "ratio": 0.5, "command": ["a"], "sockets": [{"port": 1}], "socket": {"port": 2, "hosts": []},
                 "vars": {"A": 1, "B": true, "C": "x"}, "restart": "unexpected",
                 "over": {"port": null, "+hosts": ["a"]}}
                """))
        .isEmpty();
  }

  @Test
  void finds_all_problems_in_one_run() {
    assertThat(
            problems(
                """
                {
                "keep_releases": 3,
                "verbosity": 1,
                "level": "inof",
                "wait": "10ms",
                "size": 5,
                "ratio": 2,
                "command": [],
                "sockets": [{"port": 70000}, {}],
                "socket": [],
                "vars": {"a": [1]},
                "restart": "maybe",
                "over": {"+port": 1, "+host": [], "+hosts": "x"},
                "extra": null,
                "keepReleases": null
                }
                """))
        .containsExactly(
            "f:2:1: keep_releases: unknown key, did you mean \"keepReleases\"?",
            "f:3:1: verbosity: unknown key, here it is called \"level\"",
            "f:4:10: level: expected one of \"info\", \"debug\", found \"inof\", did you mean"
                + " \"info\"?",
            "f:5:9: wait: expected a duration such as \"10s\" or \"5m\", 1s or more, found"
                + " \"10ms\"",
            "f:6:9: size: expected a size such as \"50MB\", found 5",
            "f:7:10: ratio: expected a number from 0 to 1, found 2",
            "f:8:12: command: is empty, expected a command (a string or an array of words)",
            "f:9:22: sockets[0].port: expected a whole number from 1 to 65535, found 70000",
            "f:9:30: sockets[1].port: is missing, expected a whole number from 1 to 65535",
            "f:10:11: socket: expected an object (a socket), found an array",
            "f:11:10: vars.a: the name must be capitals",
            "f:11:15: vars.a: expected a string or a number, found an array",
            "f:12:12: restart: expected true or false or \"unexpected\", found \"maybe\"",
            "f:13:10: over.+port: \"+\" appends to arrays, this is none: leave it out",
            "f:13:22: over.+host: unknown key, did you mean \"hosts\"?",
            "f:13:45: over.+hosts: expected an array to append, found \"x\"",
            "f:14:1: extra: unknown key, a test has name, keepReleases, level, wait, size, ratio,"
                + " command, sockets, socket, vars, restart, over",
            "f:15:17: keepReleases: is null, expected a whole number from 1 to 99 (or no such"
                + " key)",
            "f:1:1: name: is missing, expected lower-case letters");
  }

  @Test
  void lets_open_texts_stand_for_any_type() {
    assertThat(
            Checker.check(
                Json.parseRelaxed("{\"keepReleases\": \"${x}\", \"level\": \"y\"}", "f"),
                TABLE,
                true,
                text -> text.startsWith("$")))
        .extracting(Problem::key)
        .containsExactly("level");
  }

  @Test
  void wants_an_object() {
    assertThat(problems("[]"))
        .containsExactly("f:1:1: expected an object (a test), found an array");
  }

  @Test
  void suggests_only_what_is_near() {
    List<String> words = List.of("production", "staging");
    assertThat(Suggestion.of("prodution", words)).contains("production");
    assertThat(Suggestion.of("stagign", words)).contains("staging");
    assertThat(Suggestion.of("live", words)).isEmpty();
    assertThat(Suggestion.of("x", List.of())).isEmpty();
    assertThat(Suggestion.distance("ca", "ac")).isEqualTo(1);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void reads_with_defaults_after_a_check() {
    Section section =
        new Section(
            (JsonValue.JsonObject)
                Json.parseRelaxed(
                    "{\"name\": \"a\", \"wait\": \"2m\", \"vars\": {\"A\": 1.50}}", "f"),
            TABLE);
    assertThat(section.whole("keepReleases")).isEqualTo(5);
    assertThat(section.duration("wait")).isEqualTo(Duration.ofMinutes(2));
    assertThat(section.scalars("vars")).containsEntry("A", "1.50");
    assertThat(section.optionalText("level")).isEmpty();
    assertThat(section.texts("sockets")).isEmpty();
    assertThat(section.section("socket").has("port")).isFalse();
  }
}
