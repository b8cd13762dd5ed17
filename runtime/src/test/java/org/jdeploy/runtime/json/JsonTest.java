package org.jdeploy.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void knows_where_keys_and_values_stand() {
    JsonObject root =
        (JsonObject)
            Json.parseRelaxed(
                "{\n  // a comment\n  \"port\": 3000,\n  \"hosts\": [\"a\",],\n}", "deploy.json");
    assertThat(root.keyAt("port")).hasToString("deploy.json:3:3");
    assertThat(root.get("port")).extracting(JsonValue::at).hasToString("deploy.json:3:11");
  }

  @Test
  void refuses_a_key_that_stands_twice() {
    assertThatThrownBy(() -> Json.parseRelaxed("{\"a\": 1,\n\"a\": 2}", "f"))
        .isInstanceOfSatisfying(
            JsonSyntaxException.class, e -> assertThat(e.at()).hasToString("f:2:1"))
        .hasMessage("the key \"a\" stands here twice, first at line 1");
  }

  @Test
  void refuses_comments_where_a_program_wrote() {
    assertThatThrownBy(() -> Json.parse("[1, // no\n2]", "f"))
        .isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void refuses_text_after_the_value_and_an_empty_text() {
    assertThatThrownBy(() -> Json.parse("{} x", "f")).isInstanceOf(JsonSyntaxException.class);
    assertThatThrownBy(() -> Json.parse("", "f")).hasMessageContaining("empty");
  }

  @Test
  void writes_what_it_reads() {
    String text = Json.compact(Map.of("list", List.of(1, 2.5, "x\n", true)));
    assertThat(text).isEqualTo("{\"list\":[1,2.5,\"x\\n\",true]}");
    assertThat(Json.compact(Json.parse(text, "f"))).isEqualTo(text);
    assertThat(Json.pretty(Json.parse(text, "f"))).startsWith("{\n  \"list\"").endsWith("}\n");
  }

  @Test
  void refuses_numbers_that_explode_when_printed() {
    assertThatThrownBy(() -> Json.parse("[1e999999999]", "f"))
        .isInstanceOf(JsonSyntaxException.class)
        .hasMessageContaining("more than 1000 digits");
    assertThatThrownBy(() -> Json.parse("1e99999999999999", "f"))
        .isInstanceOf(JsonSyntaxException.class);
    assertThat(Json.parse("1e30", "f")).isInstanceOf(JsonValue.JsonNumber.class);
  }

  @Test
  void goes_on_after_a_doubled_key_when_asked() {
    List<Problem> duplicates = new java.util.ArrayList<>();
    JsonValue value =
        Json.parseRelaxed("{\"a\": 1, \"a\": {\"b\": 1, \"b\": 2}}", "f", duplicates::add);
    assertThat(Json.compact(value)).isEqualTo("{\"a\":1}");
    assertThat(duplicates)
        .extracting(Problem::toString)
        .containsExactly(
            "f:1:24: b: stands here twice, first at line 1",
            "f:1:10: a: stands here twice, first at line 1");
  }
}
