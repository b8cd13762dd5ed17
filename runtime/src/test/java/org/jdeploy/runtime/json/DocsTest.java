package org.jdeploy.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocsTest {
  private static final KeyTable PROGRAM =
      KeyTable.of(
          "a program",
          Key.of("command", Type.command(), "What to run. In full.")
              .mandatory()
              .example("\"node app.js\""),
          Key.of("instances", Type.whole(0, 9), "How many.").byDefault("1"));
  private static final KeyTable FILE =
      KeyTable.of(
          "a file",
          Key.of(
              "programs",
              new Type.MapOf(Type.text(), "NAME", Type.object(PROGRAM)),
              "The programs."),
          Key.of("list", Type.listOf(Type.object(PROGRAM)), "A list.").otherwise("none"));

  @Test
  void tells_of_a_key_with_or_without_the_names_in_its_path() {
    String text =
        """
        # programs.NAME.command

        What to run. In full.

        - takes: a command (a string or an array of words)
        - required
        - since: 0.1
        - example: `"command": "node app.js"`
        """;
    assertThat(Docs.of(FILE, "programs.command")).contains(text);
    assertThat(Docs.of(FILE, "programs.blogd.command")).contains(text);
    assertThat(Docs.of(FILE, "programs.blogd.nothing")).isEmpty();
    assertThat(Docs.of(FILE, "nothing")).isEmpty();
    assertThat(Docs.of(FILE, "list.instances").orElseThrow()).contains("- default: `1`");
  }

  @Test
  void lists_the_keys_of_an_object() {
    assertThat(Docs.of(FILE, "programs").orElseThrow())
        .contains("Keys:\n\n- `command`: What to run.\n- `instances`: How many.\n");
  }

  @Test
  void writes_a_page_with_every_key() {
    assertThat(Docs.markdown(FILE))
        .contains("### `programs`", "### `programs.NAME.instances`", "### `list`");
  }

  @Test
  void the_schema_says_what_the_table_says() {
    JsonValue schema = Schema.of(FILE, "a file", false);
    assertThat(Json.compact(schema))
        .contains(
            "\"programs\":{\"description\":\"The"
                + " programs.\",\"type\":\"object\",\"propertyNames\":{},"
                + "\"additionalProperties\":{\"$ref\":\"#/$defs/program\"}}")
        .contains("\"minimum\":0,\"maximum\":9")
        .contains("\"default\":1")
        .contains("\"required\":[\"command\"]")
        .contains("\"additionalProperties\":false");
  }
}
