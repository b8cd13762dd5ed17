package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.jdeploy.runtime.json.Docs;
import org.junit.jupiter.api.Test;

class ProgramKeysTest {
  @Test
  void every_key_is_documented_with_type_default_since_and_example() {
    for (String section : Docs.markdown(ProgramKeys.FILE).split("(?m)^### ")) {
      if (!section.isBlank()) {
        assertThat(section)
            .contains("- takes: ", "- since: ", "- example: ")
            .containsPattern("- (default: |required)");
      }
    }
  }
}
