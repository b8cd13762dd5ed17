package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void aligns_columns_and_shortens_the_last_one() {
    Table table = Table.of("NAME", ">N", "INFO");
    table.row(List.of("web", "1", "a rather long description of it all"));
    table.row(List.of("longer", "100", "short"));
    assertThat(table.lines(30, 0, UnaryOperator.identity()))
        .containsExactly(
            "NAME      N  INFO", "web       1  a rather long de…", "longer  100  short");
  }

  @Test
  void colours_do_not_move_columns() {
    Table table = Table.of("STATE", "INFO");
    table.row(List.of("UP", "x"));
    assertThat(table.lines(80, 0, text -> "<" + text + ">"))
        .containsExactly("STATE  INFO", "<UP>     x");
  }

  @Test
  void reads_and_writes_units() {
    assertThat(Units.duration("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Units.duration("30")).isEqualTo(Duration.ofSeconds(30));
    assertThat(Units.duration("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThatThrownBy(() -> Units.duration("5 parsecs")).hasMessageContaining("no duration");
    assertThat(Units.uptime(59)).isEqualTo("59s");
    assertThat(Units.uptime(3661)).isEqualTo("1h 1m");
    assertThat(Units.uptime(90_000)).isEqualTo("1d 1h");
    assertThat(Units.size(1536)).isEqualTo("1.5 KB");
    assertThat(Units.size(47_185_920)).isEqualTo("45.0 MB");
  }
}
