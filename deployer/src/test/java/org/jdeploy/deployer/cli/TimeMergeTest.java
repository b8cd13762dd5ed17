package org.jdeploy.deployer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TimeMergeTest {
  private static List<String> merge(List<List<String>> streams) {
    return TimeMerge.merge(streams, Function.identity());
  }

  @Test
  void puts_lines_of_several_streams_in_order() {
    assertThat(
            merge(
                List.of(
                    List.of("2026-11-24T10:00:00.100Z a", "2026-11-24T10:00:02Z c"),
                    List.of("[2026-11-24 10:00:00,200] b", "2026-11-24T10:00:03Z d"))))
        .extracting(line -> line.substring(line.length() - 1))
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void keeps_a_line_without_a_time_behind_the_one_it_belongs_to() {
    assertThat(
            merge(
                List.of(
                    List.of("2026-11-24T10:00:00Z error", "    at main.js:3"),
                    List.of("2026-11-24T10:00:01Z later"))))
        .containsExactly(
            "2026-11-24T10:00:00Z error", "    at main.js:3", "2026-11-24T10:00:01Z later");
  }

  @Test
  void keeps_the_order_of_a_stream_whose_clock_runs_back() {
    List<String> stream = List.of("2026-11-24T10:00:05Z first", "2026-11-24T10:00:01Z second");
    assertThat(merge(List.of(stream))).isEqualTo(stream);
  }
}
