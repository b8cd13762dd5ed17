package org.jdeploy.deployer.config;

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
import java.util.OptionalInt;
import java.util.Set;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFileTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/me", "KEEP", "7");

  private static final String TOP =
      """
      "application": "blogd", "repository": "https://git.example.com/blog.git", "deployTo": "/srv/blogd",
      """;

  static DeployFile parse(String text) {
    return DeployFile.parse(text, Path.of("/project/deploy.json"), ENVIRONMENT::get);
  }

  private static Stage stage(String top, String stage) {
    return stage(top, stage, Overrides.NONE);
  }

  private static Stage stage(String top, String stage, Overrides overrides) {
    return parse("{" + TOP + top + "\"stages\": {\"live\": {" + stage + "}}}")
        .stage("live", overrides);
  }

  private static final String ONE = "\"servers\": [{\"host\": \"a.example.com\"}]";

  private static List<String> problems(String text) {
    return catchThrowableOfType(
            ConfigException.class, () -> parse(text).stage("live", Overrides.NONE))
        .problems()
        .stream()
        .map(Problem::toString)
        .map(line -> line.replace("/project/deploy.json", "f"))
        .toList();
  }

  private static List<String> problems(String top, String stage) {
    return problems("{" + TOP + top + "\"stages\": {\"live\": {\n" + stage + "}}}");
  }

  private static Overrides set(String key, String value) {
    return new Overrides(Optional.empty(), Map.of(key, value), Map.of());
  }

  @Test
  void fills_in_defaults() {
    Stage stage = stage("", ONE);
    assertThat(stage)
        .isEqualTo(
            new Stage(
                "live",
                false,
                "blogd",
                "https://git.example.com/blog.git",
                "main",
                SourceKind.PUSH,
                5,
                new Rollout(
                    0,
                    new Amount(100, true),
                    Duration.ZERO,
                    Rollout.OnFailure.REVERT,
                    new Rollout.OnUnreachable.Abort()),
                stage.servers(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Path.of("/project")));
    Server server = stage.servers().getFirst();
    assertThat(server)
        .isEqualTo(
            new Server(
                "a.example.com",
                new SshTarget(
                    Optional.empty(),
                    "a.example.com",
                    OptionalInt.empty(),
                    new SshOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        4)),
                Set.of(),
                true,
                "/srv/blogd",
                "~/.jpm",
                Map.of(),
                Map.of(),
                List.of(),
                "",
                List.of(),
                List.of(),
                server.programs()));
    assertThat(server.programs().members()).isEmpty();
  }

  @Test
  void merges_the_stage_over_the_top_and_the_server_over_its_stage() {
    Stage stage =
        stage(
            """
            "keepReleases": 3, "linkedDirs": ["log"], "linkedFiles": ["a", "b?"], "umask": "022",
            "env": {"A": "1", "B": 2}, "path": ["/opt/bin"],
            "programs": {"web": {"command": "node a.js", "environment": {"X": "1", "Y": "2"}}, "job": {"command": "b"}},
            """,
            """
            "keepReleases": 9, "+linkedDirs": ["tmp"], "linkedFiles": [], "env": {"B": null, "C": true},
            "programs": {"web": {"instances": 2, "environment": {"Y": null, "Z": "3"}}, "job": null},
            "servers": [
              {"host": "one"},
              {"host": "two", "deployTo": "~/app/", "+linkedDirs": ["up"], "env": {"A": "one"}, "umask": null,
               "programs": {"web": {"instances": 4}}}
            ]
            """);
    assertThat(stage.keepReleases()).isEqualTo(9);
    Server one = stage.servers().getFirst();
    Server two = stage.servers().getLast();
    assertThat(one.linkedDirs()).containsExactly("log", "tmp");
    assertThat(two.linkedDirs()).containsExactly("log", "tmp", "up");
    assertThat(one.linkedFiles()).isEmpty();
    assertThat(one.env()).isEqualTo(Map.of("A", "1", "C", "true"));
    assertThat(two.env()).isEqualTo(Map.of("A", "one", "C", "true"));
    assertThat(one.umask()).isEqualTo("022");
    assertThat(two.umask()).isEmpty();
    assertThat(two.deployTo()).isEqualTo("~/app");
    assertThat(two.path()).containsExactly("/opt/bin");
    assertThat(Json.compact(one.programs()))
        .isEqualTo(
            "{\"web\":{\"command\":\"node a.js\",\"environment\":{\"X\":\"1\",\"Z\":\"3\"},"
                + "\"instances\":2,\"directory\":\"/srv/blogd/current\"}}");
    assertThat(Json.compact(two.programs()))
        .contains("\"instances\":4", "\"directory\":\"~/app/current\"");
  }

  @Test
  void reports_every_problem_in_one_run_with_place_key_and_suggestion() {
    assertThat(
            problems(
                """
                {
                  "aplication": "x",
                  "keep_releases": 3,
                  "rollout": {"batch": "125%", "onFailure": "rewert"},
                  "programs": {"web": {"comand": "node x", "instances": "many"}},
                  "hooks": {"before:publsh": ["x"]},
                  "ssh": {"forwardAgent": true},
                  "branch": "main",
                  "stages": {
                    "plan": {"servers": [{"host": "a"}]},
                    "live": {
                      "protectd": true,
                      "servers": [
                        {"host": "user@:22"},
                        {"host": "b", "role": ["web"], "umask": 22},
                        {}
                      ]
                    }
                  },
                  "keepReleases": 0,
                  "keepReleases": 1,
                }
                """))
        .containsExactly(
            "f:2:3: aplication: unknown key, did you mean \"application\"?",
            "f:3:3: keep_releases: unknown key, did you mean \"keepReleases\"?",
            "f:4:24: rollout.batch: expected a whole number from 1 to 100000 or a share such as"
                + " \"25%\", found \"125%\"",
            "f:4:45: rollout.onFailure: expected one of \"revert\", \"stop\", \"keep\", found"
                + " \"rewert\", did you mean \"revert\"?",
            "f:5:23: programs.web.command: is missing, expected a command (a string or an array of"
                + " words)",
            "f:5:24: programs.web.comand: unknown key, did you mean \"command\"?",
            "f:5:57: programs.web.instances: expected a whole number from 0 to 1000 or \"max\","
                + " \"max-1\" or \"50%\" of the processors, found \"many\"",
            "f:6:13: hooks.before:publsh: unknown, did you mean \"before:publish\"?",
            "f:7:11: ssh.forwardAgent: unknown key, ssh has user, identityFile,"
                + " knownHosts, configFile, connectTimeout, keepAlive, keepAliveCount",
            "f:8:3: branch: unknown key, here it is called \"revision\"",
            "f:10:5: stages.plan: the name must be letters, digits, . _ - and no command of"
                + " jdeploy",
            "f:10:13: application: is missing, expected a name (letters, digits, . _ -)",
            "f:10:13: repository: is missing, expected a git URL or a path",
            "f:10:26: deployTo: is missing, expected an absolute path, or one below the home"
                + " directory (~/…)",
            "f:12:7: stages.live.protectd: unknown key, did you mean \"protected\"?",
            "f:14:18: stages.live.servers[0].host: expected user@host:port (user and port may be"
                + " left out; [::1]:22 for IPv6), found \"user@:22\"",
            "f:15:23: stages.live.servers[1].role: unknown key, did you mean \"roles\"?",
            "f:15:49: stages.live.servers[1].umask: expected octal digits such as \"022\", found"
                + " 22",
            "f:16:9: host: is missing, expected user@host:port (user and port may be left out;"
                + " [::1]:22 for IPv6)",
            "f:20:19: keepReleases: expected a whole number from 1 to 1000, found 0",
            "f:21:3: keepReleases: stands here twice, first at line 20");
  }

  @Test
  void reads_tasks_hooks_templates_secrets_and_rollout() {
    Stage stage =
        stage(
            """
            "tasks": {"build": {"run": ["a", "b"]}, "say": {"run": "c", "on": "local", "in": "home", "timeout": "5s"}},
            "hooks": {"after:build": ["build", "node:install"], "failed": ["say"]},
            "templates": [{"source": "a.ftl", "target": "b", "mode": "0640", "roles": ["web"]}],
            "secrets": {"A": {"env": "X"}, "B": {"command": "c"}, "C": {"file": "keys/k"}},
            "rollout": {"canary": 1, "batch": 2, "pause": "5s", "onFailure": "keep", "onUnreachable": "10%"},
            """,
            ONE);
    assertThat(stage.tasks().values())
        .containsExactly(
            new Task(
                "build", "a\nb", Task.On.ALL, Set.of(), Task.In.RELEASE, Duration.ofMinutes(10)),
            new Task("say", "c", Task.On.LOCAL, Set.of(), Task.In.HOME, Duration.ofSeconds(5)));
    assertThat(stage.hooks())
        .containsExactly(
            new Hook("after:build", "build"),
            new Hook("after:build", "node:install"),
            new Hook("failed", "say"));
    assertThat(stage.templates())
        .containsExactly(
            new TemplateFile("a.ftl", "b", OptionalInt.of(0640), Set.of("web"), Optional.empty()));
    assertThat(stage.secrets())
        .isEqualTo(
            Map.of(
                "A", new SecretSource.Env("X"),
                "B", new SecretSource.Command("c"),
                "C", new SecretSource.File(Path.of("/project/keys/k"))));
    assertThat(stage.rollout())
        .isEqualTo(
            new Rollout(
                1,
                new Amount(2, false),
                Duration.ofSeconds(5),
                Rollout.OnFailure.KEEP,
                new Rollout.OnUnreachable.UpTo(10)));
  }

  @Test
  void refuses_what_contradicts_itself() {
    assertThat(
            problems(
                """
                "hooks": {"after:build": ["bild"]}, "tasks": {"build": {"run": "x"}, "empty": {"run": []}},
                "secrets": {"A": {"env": "X", "file": "y"}, "B": {}},
                "programs": {"web": {"command": "node 'x"}},
                """,
                """
                "servers": [
                  {"host": "a", "primary": true}, {"host": "b", "name": "a"}, {"host": "c", "primary": true},
                  {"host": "d"}, {"host": "d", "name": "e"}
                ]
                """))
        .containsExactly(
            "f:2:27: hooks.after:build: there is no task \"bild\", did you mean \"build\"?",
            "f:2:87: tasks.empty.run: is empty",
            "f:3:18: secrets.A: expected exactly one of env, command, file, found env and file",
            "f:3:50: secrets.B: expected exactly one of env, command, file, found none",
            "f:4:39: programs.web.command: a single quote (') is not closed",
            "f:7:57: name: two servers are called \"a\" (the other one at line 7): give this one a"
                + " \"name\"",
            "f:7:88: primary: a is primary already, there can be one",
            "f:8:27: host: is the server of line 8 again, with the same deployTo");
  }

  @Test
  void names_servers_by_host_or_by_host_and_port_and_knows_the_primary() {
    Stage stage =
        stage(
            "",
            """
            "servers": [{"host": "127.0.0.1:2201"}, {"host": "me@127.0.0.1:2202", "primary": true}, {"host": "[::1]:22"},
              {"host": "b", "name": "bee"}]
            """);
    assertThat(stage.servers())
        .extracting(Server::name)
        .containsExactly("127.0.0.1:2201", "127.0.0.1:2202", "::1", "bee");
    assertThat(stage.servers())
        .extracting(Server::primary)
        .containsExactly(false, true, false, false);
    SshTarget target = stage.servers().get(1).ssh();
    assertThat(target.user()).contains("me");
    assertThat(target.host()).isEqualTo("127.0.0.1");
    assertThat(target.port()).hasValue(2202);
  }

  @Test
  void refuses_a_stage_without_servers_and_a_file_without_stages() {
    assertThat(problems("{" + TOP + "}"))
        .containsExactly("f:1:1: stages: is missing: without a stage there is no server");
    assertThat(problems("", "\"servers\": []"))
        .containsExactly("f:2:20: stages.live.servers: has no server");
  }

  @Test
  void says_which_stages_there_are() {
    DeployFile file =
        parse("{" + TOP + "\"stages\": {\"production\": {" + ONE + "}, \"test\": {" + ONE + "}}}");
    assertThat(file.stages()).containsExactly("production", "test");
    assertThatThrownBy(() -> file.stage("prodution", Overrides.NONE))
        .hasMessage(
            "/project/deploy.json: there is no stage \"prodution\", did you mean \"production\"?");
    assertThatThrownBy(() -> file.stage("x", Overrides.NONE))
        .hasMessageEndingWith("there is no stage \"x\", there is production, test");
  }

  @Test
  void lets_the_command_line_win() {
    String top =
        "\"revision\": \"main\", \"vars\": {\"port\": 1, \"db\": {\"host\": \"x\", \"user\":"
            + " \"u\"}}, \"programs\": {\"web\": {\"command\": \"x\"}}, \"linkedDirs\": [\"a\"],";
    String servers =
        "\"servers\": [{\"host\": \"a\", \"vars\": {\"port\": 2}, \"deployTo\": \"/a\"}]";
    Stage stage =
        stage(
            top,
            servers,
            new Overrides(
                Optional.of("v1.2"),
                Map.of(
                    "keepReleases", "2",
                    "rollout.batch", "50%",
                    "rollout.onUnreachable", "skip",
                    "deployTo", "/b",
                    "programs.web.instances", "max",
                    "+linkedDirs", "b,c",
                    "umask", "022"),
                Map.of("port", "3", "db.host", "y", "name", "1.2.3", "sha", "0123")));
    assertThat(stage.revision()).isEqualTo("v1.2");
    assertThat(stage.keepReleases()).isEqualTo(2);
    assertThat(stage.rollout().batch()).hasToString("50%");
    assertThat(stage.rollout().onUnreachable()).isEqualTo(new Rollout.OnUnreachable.Skip());
    Server server = stage.servers().getFirst();
    assertThat(server.deployTo()).isEqualTo("/b");
    assertThat(server.umask()).isEqualTo("022");
    assertThat(server.linkedDirs()).containsExactly("a", "b", "c");
    assertThat(Json.compact(server.programs())).contains("\"instances\":\"max\"");
    assertThat(Json.compact(server.vars()))
        .isEqualTo(
            "{\"db\":{\"host\":\"y\",\"user\":\"u\"},\"name\":\"1.2.3\",\"port\":3,\"sha\":\"0123\"}");
  }

  @Test
  void checks_what_the_command_line_sets() {
    assertThatThrownBy(() -> stage("", ONE, set("keepReleses", "2")))
        .hasMessage("--set keepReleses: keepReleses: unknown key, did you mean \"keepReleases\"?");
    assertThatThrownBy(() -> stage("", ONE, set("keepReleases", "many")))
        .hasMessage(
            "--set keepReleases: keepReleases: expected a whole number from 1 to 1000, found"
                + " \"many\"");
    assertThatThrownBy(
            () -> stage("", ONE, new Overrides(Optional.of("--upload-pack=x"), Map.of(), Map.of())))
        .hasMessageContaining("expected a branch, tag or sha");
    assertThatThrownBy(() -> stage("", ONE, set("a..b", "2"))).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> stage("", ONE, set("", ""))).isInstanceOf(ConfigException.class);
  }

  @Test
  void makes_a_local_repository_absolute() {
    for (Map.Entry<String, String> one :
        Map.of(
                ".", "/project",
                "../blog", "/blog",
                "git@host:blog.git", "git@host:blog.git",
                "ssh://git@host/x", "ssh://git@host/x",
                "/srv/git/x", "/srv/git/x")
            .entrySet()) {
      Stage stage =
          parse(
                  "{\"application\": \"a\", \"deployTo\": \"/a\", \"repository\": \""
                      + one.getKey()
                      + "\", \"stages\": {\"live\": {"
                      + ONE
                      + "}}}")
              .stage("live", Overrides.NONE);
      assertThat(stage.repository()).isEqualTo(one.getValue());
    }
  }

  @Test
  void places_directories_and_files_of_programs_in_the_current_release() {
    Server server =
        stage(
                """
                "programs": {
                  "a": {"command": "x", "directory": "sub", "environmentFile": ".env"},
                  "b": {"command": "x", "directory": "/abs", "environmentFile": "~/env"}},
                """,
                ONE)
            .servers()
            .getFirst();
    assertThat(Json.compact(server.programs()))
        .isEqualTo(
            "{\"a\":{\"command\":\"x\",\"directory\":\"/srv/blogd/current/sub\","
                + "\"environmentFile\":\"/srv/blogd/current/.env\"},"
                + "\"b\":{\"command\":\"x\",\"directory\":\"/abs\",\"environmentFile\":\"~/env\"}}");
  }

  @Test
  void keeps_paths_below_the_release_there() {
    assertThat(
            problems(
                "\"linkedFiles\": [\"../x\", \"/etc/passwd\", \"a/../../b\"], \"linkedDirs\":"
                    + " [\"log/\"],",
                ONE))
        .hasSize(4)
        .allMatch(line -> line.contains("expected a relative path"));
  }

  @Test
  void finds_the_file_upwards(@TempDir Path directory) throws IOException {
    Path deep = Files.createDirectories(directory.resolve("a/b"));
    assertThat(DeployFile.find(deep)).isEmpty();
    Path file = Files.writeString(directory.resolve("deploy.json"), "{}");
    assertThat(DeployFile.find(deep)).contains(file);
    assertThatThrownBy(() -> DeployFile.load(directory.resolve("no.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory + "/no.json: there is no such file; \"jdeploy init\" writes one");
    assertThatThrownBy(() -> DeployFile.load(file)).hasMessageContaining("stages: is missing");
  }
}
