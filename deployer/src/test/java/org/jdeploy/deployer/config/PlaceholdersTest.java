package org.jdeploy.deployer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.Json;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private static Stage stage(String top, String servers) {
    return stage(top, servers, Overrides.NONE);
  }

  private static Stage stage(String top, String servers, Overrides overrides) {
    return DeployFileTest.parse(
            "{\"application\": \"blogd\", \"repository\": \"https://x/y\", \"deployTo\":"
                + " \"/srv/${app.name}\",\n"
                + top
                + "\"stages\": {\"live\": {\"servers\": ["
                + servers
                + "]}}}")
        .stage("live", overrides);
  }

  private static final String ONE = "{\"host\": \"me@a:22\", \"roles\": [\"web\", \"app\"]}";

  @Test
  void puts_values_in_for_each_server() {
    Stage stage =
        stage(
            """
            "vars": {"port": 3000, "url": "http://${host.address}:${vars.port}", "db": {"host": "d"}},
            "env": {"URL": "${vars.url}/x", "WHERE": "${host.name} ${host.user} ${host.port} ${host.roles}",
              "APP": "${app.name} ${app.stage} ${app.deployTo} ${app.current} ${app.shared}", "H": "${env.HOME}",
              "DB": "${vars.db.host}"},
            "ssh": {"user": "deploy"},
            """,
            ONE + ", {\"host\": \"b:2222\", \"name\": \"bee\", \"vars\": {\"port\": 3001}}");
    assertThat(stage.servers().getFirst().env())
        .isEqualTo(
            Map.of(
                "URL", "http://a:3000/x",
                "WHERE", "a me 22 app,web",
                "APP", "blogd live /srv/blogd /srv/blogd/current /srv/blogd/shared",
                "H", "/home/me",
                "DB", "d"));
    assertThat(stage.servers().getLast().env())
        .containsEntry("URL", "http://b:3001/x")
        .containsEntry("WHERE", "bee deploy 2222 ");
  }

  @Test
  void keeps_the_type_of_a_value_that_stands_alone() {
    Stage stage =
        stage(
            """
            "vars": {"n": 4, "dirs": ["a", "b"], "on": true}, "keepReleases": "${env.KEEP}", "linkedDirs": "${vars.dirs}",
            "programs": {"web": {"command": "x", "instances": "${vars.n}", "autostart": "${vars.on}",
              "environment": {"N": "${vars.n}"}}},
            """,
            ONE);
    assertThat(stage.keepReleases()).isEqualTo(7);
    assertThat(stage.servers().getFirst().linkedDirs()).containsExactly("a", "b");
    assertThat(Json.compact(stage.servers().getFirst().programs()))
        .contains("\"instances\":4,\"autostart\":true,\"environment\":{\"N\":\"4\"}");
  }

  @Test
  void leaves_git_and_secrets_to_the_deploy() {
    Stage stage =
        stage(
            """
            "secrets": {"DB": {"env": "DB"}}, "env": {"DB": "x${secret.DB}"},
            "programs": {"web": {"command": "node a.js ${git.sha}", "environment": {"DB": "${secret.DB}"}}},
            "tasks": {"t": {"run": "psql ${secret.DB} $HOME ${USER:-x} $${vars.no} ${vars.port} ${host.name}"},
              "l": {"run": "echo ${vars.port} ${git.ref}", "on": "local"}},
            "vars": {"port": 1},
            """,
            "{\"host\": \"a\", \"vars\": {\"port\": 2}}");
    Server server = stage.servers().getFirst();
    assertThat(server.env()).containsEntry("DB", "x${secret.DB}");
    assertThat(Placeholders.names("secret", server.programs())).containsExactly("DB");
    assertThat(Placeholders.names("git", server.programs())).containsExactly("sha");
    assertThat(
            Json.compact(
                Placeholders.fill(
                    server.programs(),
                    name -> name.equals("git.sha") ? Optional.of("a$1\\b") : Optional.empty())))
        .contains("\"node a.js a$1\\\\b\"", "${secret.DB}");
    String run = server.fill(run(stage, "t"));
    assertThat(run).isEqualTo("psql ${secret.DB} $HOME ${USER:-x} $${vars.no} 2 a");
    assertThat(Placeholders.unescape(run)).contains(" ${vars.no} ");
    assertThat(run(stage, "l")).isEqualTo("echo 1 ${git.ref}");
  }

  @Test
  void takes_an_escaped_one_literally() {
    Server server =
        stage("\"env\": {\"A\": \"$${vars.x} $${HOME} $5 $$\"},", ONE).servers().getFirst();
    assertThat(server.env()).containsEntry("A", "${vars.x} ${HOME} $5 $$");
  }

  @Test
  void says_what_is_wrong_with_a_name() {
    says(
        "\"env\": {\"A\": \"${var.port}\"},",
        "there is no ${var.port}, did you mean ${vars.port}?");
    says("\"env\": {\"A\": \"${HOME}\"},", "there is no ${HOME}; write ${env.HOME} for");
    says("\"env\": {\"A\": \"${x\"},", "\"${\" is not closed");
    says("\"vars\": {\"port\": 1}, \"env\": {\"A\": \"${vars.prot}\"},", "did you mean \"port\"?");
    says("\"env\": {\"A\": \"${vars.port}\"},", "there are no vars");
    says("\"env\": {\"A\": \"${env.NOPE}\"},", "the environment variable NOPE is not set");
    says("\"env\": {\"A\": \"${host.nam}\"},", "there is no ${host.nam}, did you mean \"name\"?");
    says("\"env\": {\"A\": \"${app.nothing}\"},", "there is no ${app.nothing}");
    says("\"env\": {\"A\": \"${git.sha}\"},", "${git.sha} cannot stand here: it is known only");
    says("\"env\": {\"A\": \"${secret.X}\"},", "there is no ${secret.X}");
    says("\"vars\": {\"a\": \"${vars.b}\", \"b\": \"${vars.a}\"},", "needs its own value");
    says(
        "\"vars\": {\"a\": [1]}, \"env\": {\"A\": \"x${vars.a}\"},",
        "${vars.a} is an array, no text");
    says("\"revision\": \"${host.name}\",", "${host.name} cannot stand here: it is known for each");
    says("\"secrets\": {\"S\": {\"env\": \"S\"}}, \"umask\": \"${secret.S}\",", "it would show");
    says(
        "\"secrets\": {\"S\": {\"env\": \"S\"}}, \"programs\": {\"a\": {\"command\": \"x"
            + " ${secret.S}\"}},",
        "it would show in the list of processes; put it into environment");
    says("\"tasks\": {\"t\": {\"run\": \"x ${vars.no}\"}},", "${vars.no} has no value that fits");
    says("\"tasks\": {\"t\": {\"run\": \"x ${var.no}\"}},", "did you mean ${vars.no}?");
    says("\"vars\": {\"n\": \"x\"}, \"keepReleases\": \"${vars.n}\",", "expected a whole number");
    says(
        "\"vars\": {\"n\": \"..\"}, \"linkedDirs\": [\"${vars.n}/x\"],",
        "expected a relative path");
    says(
        "\"templates\": [{\"source\": \"${host.name}.ftl\", \"target\": \"x\"}],",
        "${host.name} cannot stand here: it is known for each");
  }

  private static void says(String top, String message) {
    assertThatThrownBy(() -> stage(top, ONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("/project/deploy.json:2:");
  }

  @Test
  void loads_a_file_whose_variables_another_environment_or_option_sets() {
    String top = "\"env\": {\"A\": \"${env.NOPE}\", \"B\": \"${vars.late}\"},\n";
    DeployFile file =
        DeployFileTest.parse(
            "{\"application\": \"b\", \"repository\": \".\", \"deployTo\": \"/b\","
                + top
                + "\"stages\": {\"live\": {\"servers\": ["
                + ONE
                + "]}}}");
    assertThatThrownBy(() -> file.stage("live", Overrides.NONE))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(2));
    assertThat(
            stage(
                    "\"env\": {\"B\": \"${vars.late}\"},",
                    ONE,
                    new Overrides(Optional.empty(), Map.of(), Map.of("late", "x")))
                .servers()
                .getFirst()
                .env())
        .containsEntry("B", "x");
  }

  private static String run(Stage stage, String task) {
    return java.util.Objects.requireNonNull(stage.tasks().get(task)).run();
  }
}
