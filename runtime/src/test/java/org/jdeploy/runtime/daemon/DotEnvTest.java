package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {
  @Test
  void reads_plain_quoted_and_exported_values() {
    assertThat(
            DotEnv.parse(
                """
                # a comment
                PORT=3000
                export NAME = a b # not this
                SINGLE='a $b \\n'
                DOUBLE="a\\n\\"b\\" \\$c #d"
                EMPTY=
                """,
                ".env"))
        .isEqualTo(
            Map.of(
                "PORT", "3000",
                "NAME", "a b",
                "SINGLE", "a $b \\n",
                "DOUBLE", "a\n\"b\" $c #d",
                "EMPTY", ""));
  }

  @Test
  void says_where_a_line_is_no_assignment() {
    assertThatThrownBy(() -> DotEnv.parse("A=1\nnonsense\n", "/srv/.env"))
        .hasMessage("/srv/.env:2: expected KEY=value, found: nonsense");
  }
}
