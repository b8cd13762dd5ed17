package org.jdeploy.deployer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchTest {
  @TempDir Path temporary;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    out.reset();
    err.reset();
    return new Dispatch(
            new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("LANG", "C.UTF-8")))
        .run(List.of(words));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String[] with(Path file, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--config");
    all.add(file.toString());
    return all.toArray(String[]::new);
  }

  private Path deployFile(String more) throws IOException {
    Path file = temporary.resolve("deploy.json");
    Files.writeString(
        file,
        """
        {
          "application": "blogd", "repository": "app", "revision": "main", "deployTo": "/srv/blogd",
          %s
          "stages": {
            "production": {"protected": true, "servers": [{"host": "deploy@127.0.0.1:1", "name": "web1"}]},
            "staging": {"servers": [{"host": "deploy@127.0.0.1:1", "name": "s1", "roles": ["web"]}]}
          }
        }
        """
            .formatted(more));
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "init",
        "validate",
        "stages",
        "completion",
        "schema",
        "docs",
        "demo",
        "production",
        "production deploy",
        "production plan",
        "production rollback",
        "production setup",
        "production status",
        "production releases",
        "production logs",
        "production lock",
        "production unlock"
      })
  void help_at_every_level_has_an_example(String command) {
    List<String> words =
        new ArrayList<>(List.of(command.isEmpty() ? new String[0] : command.split(" ")));
    words.add("--help");
    assertThat(run(words.toArray(String[]::new))).isZero();
    assertThat(out()).contains("Usage: jdeploy").contains("Example").contains("--help");
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "production stauts | there is no command \"stauts\": did you mean \"status\"?",
        "production --forse | deploy has no option --forse: did you mean \"--force\"?",
        "production rollback --too=x | rollback has no option --too: did you mean \"--to\"?",
        "production status more | status takes no further word \"more\"",
        "rollback | rollback needs a stage: jdeploy STAGE rollback",
        "production rollback --to | missing required parameter for option '--to' (RELEASE)",
        "completion tcsh | completion: Invalid value for positional parameter",
        "demo --servers 0 | --servers 0: expected 1 to 20",
        "demo --servers many | demo: Invalid value for option '--servers': 'many' is not an int",
        "--frobnicate | jdeploy has no option --frobnicate"
      })
  void a_slip_gets_a_sentence_and_exit_code_2(String line, String sentence) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err()).startsWith("jdeploy: ").contains(sentence).hasLineCount(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void says_where_it_looked_for_deploy_json() {
    assertThat(run("production", "status", "--config", temporary.resolve("no.json").toString()))
        .isEqualTo(2);
    assertThat(err()).contains("there is no file " + temporary.resolve("no.json"));
  }

  @Test
  void init_writes_an_example_that_is_valid_and_overwrites_nothing() throws IOException {
    Path file = temporary.resolve("deploy.json");
    assertThat(run(with(file, "init"))).isZero();
    String written = Files.readString(file);
    assertThat(written).contains("//").contains("\"stages\"");
    assertThat(run(with(file, "init"))).isEqualTo(2);
    assertThat(err()).contains("exists already");
    assertThat(Files.readString(file)).isEqualTo(written);
    assertThat(run(with(file, "validate"))).as(err()).isZero();
  }

  @Test
  void validate_names_every_mistake_with_its_place() throws IOException {
    Path file = deployFile("\"keepReleases\": \"many\", \"linkedFile\": [],");
    assertThat(run(with(file, "validate"))).isEqualTo(2);
    assertThat(err())
        .contains(file + ":3:")
        .contains("keepReleases")
        .contains("linkedFile")
        .contains("linkedFiles");
    assertThat(run(with(file, "validate", "--json"))).isEqualTo(2);
    assertThat(Json.parse(out(), "stdout")).isInstanceOf(JsonObject.class);
    assertThat(out()).contains("\"line\" : 3");
  }

  @Test
  void stages_lists_servers_and_names() throws IOException {
    Path file = deployFile("");
    assertThat(run(with(file, "stages"))).isZero();
    assertThat(out()).contains("production").contains("web1").contains("deploy@127.0.0.1:1");
    assertThat(run(with(file, "stages", "-q"))).isZero();
    assertThat(out()).isEqualTo("production\nstaging\n");
  }

  @Test
  void an_unknown_stage_is_named_with_those_there_are() throws IOException {
    assertThat(run(with(deployFile(""), "prodution", "status"))).isEqualTo(2);
    assertThat(err()).contains("prodution").contains("production");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "rollback", "setup", "lock", "unlock"})
  void a_protected_stage_is_not_changed_without_yes_when_nobody_can_be_asked(String command)
      throws IOException {
    assertThat(run(with(deployFile(""), "production", command))).isEqualTo(2);
    assertThat(err()).contains("protected").contains("--yes");
  }

  @Test
  void failures_come_as_one_document_when_json_is_wanted() throws IOException {
    Path file = deployFile("");
    assertThat(run(with(file, "staging", "deploy", "--json"))).isEqualTo(2);
    assertThat(Json.parse(out(), "stdout")).isInstanceOf(JsonObject.class);
    assertThat(out()).contains("\"exitCode\" : 2").contains("no such repository");
    assertThat(err()).contains("no such repository");
  }

  @Test
  void a_filter_that_matches_nothing_is_refused() throws IOException {
    assertThat(run(with(deployFile(""), "staging", "status", "--hosts", "web9"))).isEqualTo(2);
    assertThat(err()).contains("web9").contains("s1");
  }

  @Test
  void docs_explain_a_key_and_schema_describes_them_all() {
    assertThat(run("docs", "rollout.batch")).isZero();
    assertThat(out()).contains("rollout.batch");
    assertThat(run("docs")).isZero();
    assertThat(out().lines()).contains("rollout.batch", "keepReleases");
    assertThat(run("docs", "keepReleses")).isEqualTo(2);
    assertThat(err()).contains("did you mean \"keepReleases\"?");
    assertThat(run("schema")).isZero();
    assertThat(Json.parse(out(), "schema")).isInstanceOf(JsonObject.class);
  }

  @Test
  void config_may_name_a_file_elsewhere() throws IOException {
    Path file = deployFile("");
    assertThat(run("--config", file.toString(), "stagin")).isEqualTo(2);
    assertThat(err())
        .contains("did you mean \"staging\"?")
        .contains("(stages: production, staging)");
    assertThat(run("--config=" + file, "staging", "--json")).isEqualTo(2);
    assertThat(err()).contains("no such repository");
  }

  @Test
  void completion_knows_every_command() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertThat(run("completion", shell)).isZero();
      assertThat(out()).contains("rollback").contains("demo").contains("wait-lock");
    }
  }

  @Test
  void jpm_on_servers_explains_itself_without_a_server() {
    assertThat(run("production", "jpm", "--help")).isZero();
    assertThat(out()).contains("Examples:", "jdeploy production jpm status");
  }

  @Test
  void the_demo_says_in_one_sentence_what_it_lacks() {
    String distribution = System.getProperty("jdeploy.jpm.dist");
    System.setProperty("jdeploy.jpm.dist", temporary.resolve("none").toString());
    try {
      assertThat(run("demo")).isEqualTo(1);
      assertThat(err()).contains("the demo needs the jpm distribution").hasLineCount(1);
    } finally {
      if (distribution == null) {
        System.clearProperty("jdeploy.jpm.dist");
      } else {
        System.setProperty("jdeploy.jpm.dist", distribution);
      }
    }
  }
}
