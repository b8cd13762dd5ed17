package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

class ProgramJsonTest {
  @Test
  void reads_back_exactly_what_it_wrote_through_text() {
    for (ProgramSpec spec :
        ProgramFile.parse(
            """
            {"programs": {
              "plain": {"command": "x"},
              "full": {"command": ["node", "a b", ""], "environmentFile": "e", "instances": 0,
                "environment": {"Z": "ü\\n", "A": ""}, "listen": [{"port": 80, "host": "::"}],
                "startSeconds": 1.25, "backoff": {"factor": 1.1, "initial": "1ms"},
                "health": {"http": "http://localhost:80/"}, "stop": {"message": "bye"},
                "autorestart": false, "exitCodes": [], "logs": {"maxSize": "3GB"}}
            }}
            """,
            "f",
            Path.of("/srv"),
            4)) {
      String text = Json.compact(ProgramJson.write(spec));
      assertThat(ProgramJson.read((JsonObject) Json.parse(text, "state"))).isEqualTo(spec);
    }
  }

  @Test
  void writes_the_same_text_every_time() {
    ProgramSpec spec =
        ProgramFile.parse("{\"programs\": {\"a\": {\"command\": \"x\"}}}", "f", Path.of("/"), 1)
            .getFirst();
    assertThat(Json.compact(ProgramJson.write(spec)))
        .contains(
            "\"backoff\":{\"initial\":\"PT0.1S\",\"factor\":2.0,\"max\":\"PT30S\",\"resetAfter\":\"PT30S\",\"jitter\":0.1}")
        .endsWith("\"hooks\":{\"timeout\":\"PT30S\"}}");
  }

  @Test
  void names_the_member_that_is_missing_or_of_another_type() {
    JsonObject whole =
        ProgramJson.write(
            ProgramFile.parse("{\"programs\": {\"a\": {\"command\": \"x\"}}}", "f", Path.of("/"), 1)
                .getFirst());
    String text = Json.compact(whole);
    assertThatThrownBy(() -> read(text.replace("\"signals\":[\"TERM\"],", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stop.signals is missing");
    assertThatThrownBy(() -> read(text.replace("\"autostart\":true", "\"autostart\":1")))
        .hasMessage("autostart: expected true or false, found a number");
  }

  private static ProgramSpec read(String text) {
    return ProgramJson.read((JsonObject) Json.parse(text, "state"));
  }
}
