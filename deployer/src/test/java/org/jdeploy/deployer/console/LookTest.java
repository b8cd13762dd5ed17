package org.jdeploy.deployer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookTest {
  @Test
  void a_pipe_gets_no_escape_sequences() {
    Look look = Look.of(1, false, Map.of("TERM", "xterm", "LANG", "de_DE.UTF-8"));
    assertThat(look.color()).isFalse();
    assertThat(look.live()).isFalse();
    assertThat(look.unicode()).isTrue();
    assertThat(look.good("x")).isEqualTo("x");
  }

  @Test
  void an_ascii_locale_gets_words_for_signs() {
    Look look = Look.of(1, false, Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"));
    assertThat(look.tick()).isEqualTo("ok");
    assertThat(look.cross()).isEqualTo("FAILED");
  }

  @Test
  void cuts_lines_at_the_width_and_counts_no_colors() {
    Look look = new Look(true, true, true, 6);
    assertThat(look.fit(look.bad("abcdefgh"))).isEqualTo("\u001b[31mabcde\u001b[0m");
  }

  @Test
  void tables_align_whatever_the_colors() {
    Look look = new Look(true, false, true, 80);
    assertThat(new Table("A", "B").row(look.good("long"), "x").row("s", "y").lines(look))
        .isEqualTo(List.of("\u001b[2mA     B\u001b[0m", "\u001b[32mlong\u001b[0m  x", "s     y"));
  }
}
