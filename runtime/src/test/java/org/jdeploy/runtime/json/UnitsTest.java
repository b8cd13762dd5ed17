package org.jdeploy.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @Test
  void reads_durations() {
    assertThat(DurationText.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(DurationText.parse("10s")).contains(Duration.ofSeconds(10));
    assertThat(DurationText.parse("5m")).contains(Duration.ofMinutes(5));
    assertThat(DurationText.parse("2h")).contains(Duration.ofHours(2));
    assertThat(DurationText.parse("30d")).contains(Duration.ofDays(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "1.5s", "-1s", "10 s", "10S", "9999999999s"})
  void refuses_other_durations(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1500ms", "0s", "90s", "5m", "2h", "7d"})
  void prints_durations_as_they_are_written(String text) {
    assertThat(DurationText.parse(text).map(DurationText::print)).contains(text);
  }

  @Test
  void reads_sizes_as_powers_of_1024() {
    assertThat(ByteSize.parse("50MB")).contains(new ByteSize(50L * 1024 * 1024));
    assertThat(ByteSize.parse("1GB")).contains(new ByteSize(1L << 30));
    assertThat(ByteSize.parse("3KB")).contains(new ByteSize(3072));
    assertThat(ByteSize.parse("0")).contains(new ByteSize(0));
    assertThat(ByteSize.parse("7B")).contains(new ByteSize(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MB", "1.5MB", "1TB", "-1", "1 MB", "999999999999999GB"})
  void refuses_other_sizes(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"50MB", "2GB", "3KB", "7B", "1025B", "0B"})
  void prints_sizes_as_they_are_written(String text) {
    assertThat(ByteSize.parse(text)).hasToString("Optional[" + text + "]");
  }
}
