package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.Problem;
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
    assertThat(Json.pretty(ProgramJson.write(one("\"command\": \"./serve\""))))
        .isEqualToIgnoringWhitespace(
            """
            {
              "name": "web", "command": ["./serve"], "directory": "/etc/jpm", "environment": {},
              "instances": 1, "cluster": false, "node": false, "listen": [], "autostart": true,
              "restart": {
                "when": "UNEXPECTED", "exitCodes": [0], "fatalExitCodes": [],
                "startSeconds": "PT1S", "startRetries": 20,
                "backoff": {
                  "initial": "PT0.1S", "factor": 2.0, "max": "PT30S", "resetAfter": "PT30S",
                  "jitter": 0.1
                }
              },
              "ready": {"on": "DELAY", "timeout": "PT30S", "delay": "PT1S"},
              "stop": {"signals": ["TERM"], "timeout": "PT10S", "drain": "PT30S", "tree": true},
              "logs": {
                "to": "FILE", "maxSize": 52428800, "keep": 10, "maxTotal": 0, "compress": true,
                "prefix": "NONE", "mergeStderr": false
              },
              "identity": {}, "limits": {},
              "order": {"priority": 999, "after": [], "requires": []},
              "schedule": {},
              "watch": {
                "paths": [], "ignore": ["**/node_modules", "**/.git", "**/*.log"],
                "debounce": "PT0.5S"
              },
              "hooks": {"timeout": "PT30S"}
            }
            """);
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
            "listen": [{"port": 3000, "host": "127.0.0.1", "name": "http"}, {"port": 0},
              {"path": "run/a.sock", "stdin": true}],
            "autostart": false, "autorestart": true, "exitCodes": [0, 2], "fatalExitCodes": [78],
            "startSeconds": 0.5, "startRetries": 3,
            "backoff": {"initial": "1s", "factor": 1.5, "max": "1m", "resetAfter": "5m", "jitter": 0.5},
            "restartLimit": {"restarts": 5, "within": "10s"},
            "ready": {"on": "message", "timeout": "90s", "delay": "2s"},
            "health": {"http": "http://[::1]:3000/", "every": "1s", "timeout": "500ms", "failures": 1,
              "onFailure": "report"},
            "watchdog": "5s",
            "stop": {"signal": ["INT", "TERM"], "message": "shutdown", "timeout": "1s", "drain": "0s",
              "tree": false},
            "logs": {"to": "syslog", "maxSize": "0", "rotateEvery": "1d", "keep": 0, "maxAge": "30d",
              "maxTotal": "1GB", "compress": false, "prefix": "json", "mergeStderr": true,
              "stdout": "out.log", "stderr": "/var/log/err.log"},
            "user": "deploy:www", "umask": "027", "nice": 5, "oomScoreAdj": -5,
            "limits": {"memory": "1KB", "cpu": 1.5, "openFiles": 99, "processes": 7, "core": "0"},
            "group": "g", "priority": -1, "after": ["a"], "requires": ["b", "c"],
            "schedule": {"start": "0 1 * * *", "restart": "0 2 * * *", "reload": "0 3 * * *",
              "timezone": "Europe/Berlin"},
            "watch": ["lib"], "watchIgnore": [], "watchDelay": "1s",
            "hooks": {"preStart": "a", "postStart": "b", "preStop": "c", "postExit": "d",
              "timeout": "1s"},
            """);
    assertThat(Json.pretty(ProgramJson.write(spec)))
        .isEqualToIgnoringWhitespace(
            """
            {
              "name": "web", "command": ["/opt/node/bin/node", "app.js", "a b"],
              "directory": "/etc/jpm/current",
              "environment": {"A": "x", "DEBUG": "true", "PORT": "3000"},
              "environmentFile": "/etc/jpm/../.env",
              "instances": 3, "cluster": false, "node": true,
              "listen": [
                {"name": "http", "host": "127.0.0.1", "port": 3000, "stdin": false},
                {"name": "0", "host": "", "port": 0, "stdin": false},
                {"name": "a.sock", "host": "", "port": 0, "path": "/etc/jpm/run/a.sock", "stdin": true}
              ],
              "autostart": false,
              "restart": {
                "when": "ALWAYS", "exitCodes": [0, 2], "fatalExitCodes": [78],
                "startSeconds": "PT0.5S", "startRetries": 3,
                "backoff": {
                  "initial": "PT1S", "factor": 1.5, "max": "PT1M", "resetAfter": "PT5M", "jitter": 0.5
                },
                "limit": {"restarts": 5, "within": "PT10S"}
              },
              "ready": {"on": "MESSAGE", "timeout": "PT1M30S", "delay": "PT2S"},
              "health": {
                "check": {"http": "http://[::1]:3000/"}, "every": "PT1S", "timeout": "PT0.5S",
                "failures": 1, "onFailure": "REPORT"
              },
              "watchdog": "PT5S",
              "stop": {
                "signals": ["INT", "TERM"], "message": "shutdown", "timeout": "PT1S", "drain": "PT0S",
                "tree": false
              },
              "logs": {
                "to": "SYSLOG", "maxSize": 0, "rotateEvery": "PT24H", "keep": 0, "maxAge": "PT720H",
                "maxTotal": 1073741824, "compress": false, "prefix": "JSON", "mergeStderr": true,
                "stdout": "/etc/jpm/out.log", "stderr": "/var/log/err.log"
              },
              "identity": {
                "user": "deploy", "group": "www", "umask": 23, "nice": 5, "oomScoreAdj": -5
              },
              "limits": {"memory": 1024, "cpu": 1.5, "openFiles": 99, "processes": 7, "core": 0},
              "order": {"group": "g", "priority": -1, "after": ["a"], "requires": ["b", "c"]},
              "schedule": {
                "start": "0 1 * * *", "restart": "0 2 * * *", "reload": "0 3 * * *",
                "timezone": "Europe/Berlin"
              },
              "watch": {"paths": ["lib"], "ignore": [], "debounce": "PT1S"},
              "hooks": {
                "preStart": "a", "postStart": "b", "preStop": "c", "postExit": "d",
                "timeout": "PT1S"
              }
            }
            """);
    assertThat(ProgramJson.read(ProgramJson.write(spec))).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "http": "http://127.0.0.1:1/"            | HTTP
          "tcp": "127.0.0.1:1"                     | TCP
          "log": "started"                         | LOG
          "on": "notify"                           | NOTIFY
          """)
  void knows_by_the_key_what_makes_it_ready(String keys, ProgramSpec.Ready.On on) {
    assertThat(one("\"command\": \"x\", \"ready\": {" + keys + "}").ready().on()).isEqualTo(on);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "ready": {"on": "http"}                         | ready.on: "http" needs "ready.http" beside it
          "ready": {"on": "none", "tcp": "a:1"}           | ready.tcp: means nothing here: the program is ready on "none"
          "ready": {"log": "("}                           | ready.log: is no regular expression: Unclosed group
          "ready": {"tcp": "a:0"}                         | ready.tcp: has no port from 1 to 65535
          "health": {"every": "1s"}                       | health: needs one of http, tcp and exec
          "health": {"tcp": "a:1", "exec": "true"}        | health: needs one of http, tcp and exec, found tcp and exec
          "stop": {"signal": []}                          | stop.signal: has no signal in it
          "listen": [{"name": "x"}]                       | listen: needs a port or a path, one of them
          "listen": [{"path": "a"}, {"path": "./a"}]      | listen: socket /etc/jpm/a stands here twice
          "listen": [{"port": 1, "stdin": true}, {"port": 2, "stdin": true}] | listen: only one socket can be stdin
          "schedule": {"restart": "0 25 * * *"}           | schedule.restart: in hour "25": expected 0 to 23
          "schedule": {"start": "daily"}                  | schedule.start: expected five fields (minute, hour, day of month, month, day of week), found 1
          "schedule": {"timezone": "Nowhere/City"}        | schedule.timezone: there is no time zone "Nowhere/City"; expected one such as "Europe/Berlin"
          """)
  void says_what_does_not_go_together(String keys, String problem) {
    assertThat(problemsOf("\"command\": \"x\", " + keys))
        .singleElement(InstanceOfAssertFactories.STRING)
        .endsWith("programs.web." + problem);
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
      String command, String more, boolean cluster, ProgramSpec.Ready.On on) {
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

  @Test
  void warns_of_secrets_that_others_can_read_or_change(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("env"), "A=1");
    ProgramSpec spec =
        one(
            "\"command\": \"sh\", \"directory\": \"%s\", \"environmentFile\": \"%s\""
                .formatted(directory, file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(ProgramWarnings.of(spec, "/bin"))
        .containsExactly(
            "web: the environmentFile %1$s can be read by everybody on this machine (chmod 600 %1$s)"
                .formatted(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    assertThat(ProgramWarnings.of(spec, "/bin"))
        .containsExactly(
            "web: the environmentFile %1$s can be changed by others (chmod 600 %1$s)"
                .formatted(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(ProgramWarnings.of(spec, "/bin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ExecStart|here it is called \"command\"",
        "WorkingDirectory|here it is called \"directory\"",
        "Environment|did you mean \"environment\"?",
        "EnvironmentFile|did you mean \"environmentFile\"?",
        "Restart|here it is called \"autorestart\"",
        "RestartSec|it is \"backoff.initial\"",
        "TimeoutStopSec|it is \"stop.timeout\"",
        "KillSignal|it is \"stop.signal\"",
        "KillMode|it is \"stop.tree\"",
        "LimitNOFILE|it is \"limits.openFiles\"",
        "MemoryMax|it is \"limits.memory\"",
        "CPUQuota|it is \"limits.cpu\"",
        "StandardOutput|it is \"logs.stdout\"",
        "ExecStartPre|it is \"hooks.preStart\"",
        "WatchdogSec|here it is called \"watchdog\"",
        "RestartPreventExitStatus|here it is called \"fatalExitCodes\"",
        "max_memory_restart|it is \"limits.memory\"",
        "cron_restart|it is \"schedule.restart\"",
        "script|here it is called \"command\"",
        "cwd|here it is called \"directory\"",
        "env|here it is called \"environment\"",
        "stopwaitsecs|it is \"stop.timeout\"",
        "memory|it is \"limits.memory\"",
        "drain|it is \"stop.drain\"",
      })
  void what_others_call_it_is_answered_with_our_name(String theirs, String ours) {
    assertThat(problemsOf("\"command\": \"x\", \"" + theirs + "\": 1"))
        .singleElement()
        .asString()
        .startsWith("f.json:1:")
        .contains("programs.web." + theirs + ": unknown key")
        .endsWith(ours);
  }
}
