package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.program.ProgramSpec.Health;
import org.jdeploy.runtime.program.ProgramSpec.Listen;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.program.ProgramSpec.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramFileTest {
  private static final Path BASE = Path.of("/etc/jpm");

  private static ProgramSpec one(String keys) {
    return ProgramFile.parse("{\"programs\": {\"web\": {" + keys + "}}}", "f.json", BASE, 8)
        .getFirst();
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(
            ProgramFileException.class, () -> ProgramFile.parse(text, "f.json", BASE, 8))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static List<String> problemsOf(String keys) {
    return problems("{\"programs\": {\"web\": {" + keys + "}}}");
  }

  @Test
  void fills_in_every_default() {
    assertThat(one("\"command\": \"./serve\""))
        .isEqualTo(
            new ProgramSpec(
                "web",
                List.of("./serve"),
                BASE,
                Map.of(),
                Optional.empty(),
                1,
                false,
                false,
                List.of(),
                true,
                Autorestart.UNEXPECTED,
                Set.of(0),
                Duration.ofSeconds(1),
                20,
                new Backoff(
                    Duration.ofMillis(100), 2, Duration.ofSeconds(30), Duration.ofSeconds(30)),
                new Ready(Ready.On.DELAY, Duration.ofSeconds(30), Duration.ofSeconds(1)),
                Optional.empty(),
                new Stop(
                    "TERM", Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(30), true),
                new Logs(50L << 20, 10, false)));
  }

  @Test
  void reads_every_key() {
    ProgramSpec spec =
        one(
            """
            "command": ["/opt/node/bin/node", "app.js", "a b"], // an array is taken as it is
            "directory": "current",
            "environment": {"PORT": 3000, "DEBUG": true, "A": "x"}, "environmentFile": "../.env",
            "instances": 3, "cluster": false,
            "listen": [{"port": 3000, "host": "127.0.0.1", "name": "http"}, {"port": 0}],
            "autostart": false, "autorestart": true, "exitCodes": [0, 2],
            "startSeconds": 0.5, "startRetries": 3,
            "backoff": {"initial": "1s", "factor": 1.5, "max": "1m", "resetAfter": "5m"},
            "ready": {"on": "message", "timeout": "90s", "delay": "2s"},
            "health": {"http": "http://[::1]:3000/", "every": "1s", "timeout": "500ms", "failures": 1},
            "stop": {"signal": "INT", "message": "shutdown", "timeout": "1s", "drain": "0s", "tree": false},
            "logs": {"maxSize": "0", "keep": 0, "mergeStderr": true},
            """);
    assertThat(spec)
        .isEqualTo(
            new ProgramSpec(
                "web",
                List.of("/opt/node/bin/node", "app.js", "a b"),
                Path.of("/etc/jpm/current"),
                Map.of("PORT", "3000", "DEBUG", "true", "A", "x"),
                Optional.of(Path.of("/etc/jpm/../.env")),
                3,
                false,
                true,
                List.of(new Listen("http", "127.0.0.1", 3000), new Listen("0", "", 0)),
                false,
                Autorestart.ALWAYS,
                Set.of(0, 2),
                Duration.ofMillis(500),
                3,
                new Backoff(
                    Duration.ofSeconds(1), 1.5, Duration.ofMinutes(1), Duration.ofMinutes(5)),
                new Ready(Ready.On.MESSAGE, Duration.ofSeconds(90), Duration.ofSeconds(2)),
                Optional.of(
                    new Health(
                        "http://[::1]:3000/", Duration.ofSeconds(1), Duration.ofMillis(500), 1)),
                new Stop(
                    "INT", Optional.of("shutdown"), Duration.ofSeconds(1), Duration.ZERO, false),
                new Logs(0, 0, true)));
    assertThat(ProgramJson.read(ProgramJson.write(spec))).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({
    "4,4",
    "'\"max\"',8",
    "'\"max-1\"',7",
    "'\"max-100\"',1",
    "'\"50%\"',4",
    "'\"1%\"',1"
  })
  void counts_instances_by_processors(String instances, int expected) {
    assertThat(one("\"command\": \"x\", \"instances\": " + instances).instances())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node app.js          |                            | false | DELAY
          node app.js          | , "instances": 2           | true  | LISTENING
          /usr/bin/node app.js | , "instances": "max"       | true  | LISTENING
          node app.js          | , "listen": [{"port": 1}]  | true  | LISTENING
          node app.js          | , "cluster": true          | true  | LISTENING
          nodemon app.js       | , "instances": 2           | false | DELAY
          ./server             | , "listen": [{"port": 1}]  | false | LISTENING
          """)
  void clusters_node_with_several_instances_or_sockets(
      String command, String more, boolean cluster, Ready.On on) {
    ProgramSpec spec = one("\"command\": \"" + command + "\"" + (more == null ? "" : more));
    assertThat(spec.cluster()).isEqualTo(cluster);
    assertThat(spec.ready().on()).isEqualTo(on);
  }

  @Test
  void reports_every_problem_in_one_run_with_its_place() {
    assertThat(
            problems(
                """
                {
                  "programs": {
                    "a": {"comand": "node x.js"},
                    "b": {
                      "command": "node 'x.js",
                      "instances": -1,
                      "stop": {"signal": "SIGTERM", "timeout": "10"},
                    },
                    "c": {"command": "run \\"it", "stop": {"message": "bye"}, "cwd": "/srv"},
                    "d": {"command": "run \\"it", "stop": {"message": "bye"}},
                    "no good": {"command": "x"},
                  },
                  "user": "deploy",
                }
                """))
        .containsExactly(
            "f.json:3:10: programs.a.command: is missing, expected a command (a string or an array"
                + " of words)",
            "f.json:3:11: programs.a.comand: unknown key, did you mean \"command\"?",
            "f.json:6:20: programs.b.instances: expected a whole number from 0 to 1000 or \"max\","
                + " \"max-1\" or \"50%\" of the processors, found -1",
            "f.json:7:26: programs.b.stop.signal: expected one of \"TERM\", \"INT\", \"QUIT\","
                + " \"HUP\", \"USR1\", \"USR2\", \"WINCH\", \"KILL\", found \"SIGTERM\", did you"
                + " mean \"TERM\"?",
            "f.json:7:48: programs.b.stop.timeout: expected a duration such as \"10s\", \"500ms\""
                + " or \"5m\", found \"10\"",
            "f.json:9:62: programs.c.cwd: unknown key, here it is called \"directory\"",
            "f.json:10:27: programs.d.command: a double quote (\") is not closed",
            "f.json:10:54: programs.d.stop.message: is for node programs, this one is none",
            "f.json:11:5: programs.no good: the name must be a program name (letters, digits,"
                + " . _ -; not \"all\")",
            "f.json:13:3: user: unknown key, a program file has $schema, programs");
  }

  @Test
  void keeps_to_keys_that_work() {
    for (String key : List.of("user", "limits", "schedule", "watch", "hooks", "group", "after")) {
      assertThat(problemsOf("\"command\": \"x\", \"" + key + "\": 1"))
          .singleElement()
          .asString()
          .contains("unknown key");
    }
  }

  @Test
  void refuses_what_contradicts_itself() {
    assertThat(problemsOf("\"command\": \"x\", \"ready\": {\"on\": \"listening\"}"))
        .singleElement()
        .asString()
        .startsWith("f.json:1:55: programs.web.ready.on: \"listening\" can be seen of node");
    assertThat(problemsOf("\"command\": \"x\", \"ready\": {\"on\": \"message\"}"))
        .singleElement()
        .asString()
        .contains("\"message\" is for node programs");
    assertThat(problemsOf("\"command\": \"x\", \"startSeconds\": 60"))
        .singleElement()
        .asString()
        .contains("ready.timeout: must be longer than the delay");
    assertThat(problemsOf("\"command\": \"x\", \"backoff\": {\"initial\": \"1m\"}"))
        .singleElement()
        .asString()
        .contains("is longer than backoff.max");
    assertThat(problemsOf("\"command\": \"x\", \"listen\": [{\"port\": 1}, {\"port\": 1}]"))
        .singleElement()
        .asString()
        .contains("port 1 stands here twice");
    assertThat(problemsOf("\"command\": \"x\", \"environment\": {\"JPM_COOKIE\": \"1\"}"))
        .singleElement()
        .asString()
        .contains("is set by jpm itself");
    assertThat(problemsOf("\"command\": \"x\", \"health\": {\"http\": \"http://:80\"}"))
        .singleElement()
        .asString()
        .contains("health.http");
    assertThat(problemsOf("\"command\": \" '' x\""))
        .singleElement()
        .asString()
        .contains("has no word to run");
  }

  @Test
  void reports_a_doubled_key_beside_other_problems() {
    assertThat(problemsOf("\"command\": \"x\",\n\"command\": \"y\",\n\"autostart\": \"yes\""))
        .containsExactly(
            "f.json:2:1: command: stands here twice, first at line 1",
            "f.json:3:14: programs.web.autostart: expected true or false, found \"yes\"");
  }

  @Test
  void reads_a_file_and_resolves_paths_against_its_directory(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("web.json");
    Files.writeString(
        file, "\uFEFF{\"programs\": {\"web\": {\"command\": \"x\", \"directory\": \"app\"}}}");
    assertThat(ProgramFile.read(file).getFirst().directory()).isEqualTo(directory.resolve("app"));
    Files.write(file, new byte[] {'{', '\n', '"', (byte) 0xC3, '"'});
    assertThatThrownBy(() -> ProgramFile.read(file))
        .isInstanceOf(ProgramFileException.class)
        .hasMessage(file + ":2:2: this is not UTF-8 text, save the file as UTF-8");
  }

  @Test
  void knows_the_home_directory() {
    assertThat(one("\"command\": \"x\", \"directory\": \"~/app\"").directory())
        .isEqualTo(Path.of(System.getProperty("user.home"), "app"));
  }

  @Test
  void warns_of_what_is_not_there_yet(@TempDir Path directory) {
    ProgramSpec spec =
        one(
            "\"command\": \"no-such-command\", \"directory\": \"/no/such\", \"environmentFile\":"
                + " \"/no/env\"");
    assertThat(ProgramWarnings.of(spec, "/bin"))
        .containsExactly(
            "web: the directory /no/such does not exist yet",
            "web: the environmentFile /no/env cannot be read yet",
            "web: there is no no-such-command in PATH");
    assertThat(
            ProgramWarnings.of(
                one("\"command\": \"sh\", \"directory\": \"" + directory + "\""), "/bin"))
        .isEmpty();
  }
}
