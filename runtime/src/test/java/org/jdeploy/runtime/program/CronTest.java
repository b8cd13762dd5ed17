package org.jdeploy.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static List<String> times(String expression, ZoneId zone, String after, int count) {
    Cron cron = Cron.parse(expression);
    List<String> times = new ArrayList<>();
    Instant time = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      time = cron.next(time, zone).orElseThrow();
      times.add(ZonedDateTime.ofInstant(time, zone).toOffsetDateTime().toString());
    }
    return times;
  }

  @Test
  void numbers_lists_ranges_steps_and_names_mean_what_crontab_says() {
    String start = "2026-11-24T10:07:30Z"; // a Tuesday
    assertThat(times("0 4 * * *", UTC, start, 2))
        .containsExactly("2026-11-25T04:00Z", "2026-11-26T04:00Z");
    assertThat(times("*/15 * * * *", UTC, start, 3))
        .containsExactly("2026-11-24T10:15Z", "2026-11-24T10:30Z", "2026-11-24T10:45Z");
    assertThat(times("5,10-12 9-17/4 * * *", UTC, start, 5))
        .containsExactly(
            "2026-11-24T13:05Z",
            "2026-11-24T13:10Z",
            "2026-11-24T13:11Z",
            "2026-11-24T13:12Z",
            "2026-11-24T17:05Z");
    assertThat(times("0 0 * jan,Mar MON", UTC, start, 2))
        .containsExactly("2027-01-04T00:00Z", "2027-01-11T00:00Z");
    assertThat(times("0 0 * * 7", UTC, start, 1)).containsExactly("2026-11-29T00:00Z");
    assertThat(times("0 0 * * fri-sat", UTC, start, 2))
        .containsExactly("2026-11-27T00:00Z", "2026-11-28T00:00Z");
    assertThat(times("30/10 1 * * *", UTC, start, 4))
        .containsExactly(
            "2026-11-25T01:30Z", "2026-11-25T01:40Z", "2026-11-25T01:50Z", "2026-11-26T01:30Z");
    assertThat(times("0 0 29 2 *", UTC, start, 1)).containsExactly("2028-02-29T00:00Z");
    assertThat(times("7 10 24 11 *", UTC, "2026-11-24T10:07:00Z", 1))
        .containsExactly("2027-11-24T10:07Z");
  }

  @Test
  void when_both_days_are_restricted_either_will_do() {
    assertThat(times("0 12 13 * fri", UTC, "2026-11-01T00:00:00Z", 4))
        .containsExactly(
            "2026-11-06T12:00Z", "2026-11-13T12:00Z", "2026-11-20T12:00Z", "2026-11-27T12:00Z");
    assertThat(times("0 12 13 * fri", UTC, "2026-12-11T13:00:00Z", 1))
        .containsExactly("2026-12-13T12:00Z");
  }

  @Test
  void words_stand_for_expressions() {
    String start = "2026-11-24T10:07:30Z";
    assertThat(times("@hourly", UTC, start, 1)).containsExactly("2026-11-24T11:00Z");
    assertThat(times("@daily", UTC, start, 1)).containsExactly("2026-11-25T00:00Z");
    assertThat(times("@Midnight", UTC, start, 1)).containsExactly("2026-11-25T00:00Z");
    assertThat(times("@weekly", UTC, start, 1)).containsExactly("2026-11-29T00:00Z");
    assertThat(times("@monthly", UTC, start, 1)).containsExactly("2026-12-01T00:00Z");
    assertThat(times("@yearly", UTC, start, 1)).containsExactly("2027-01-01T00:00Z");
  }

  @Test
  void a_time_that_is_skipped_comes_once_after_the_gap() {
    // 2026-03-29: 02:00 becomes 03:00
    assertThat(times("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    assertThat(times("15,30,45 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00");
  }

  @Test
  void a_time_that_comes_twice_counts_once() {
    // 2026-10-25: 03:00 becomes 02:00
    assertThat(times("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void what_runs_all_day_goes_on_by_elapsed_time_when_clocks_change() {
    assertThat(times("*/30 * * * *", BERLIN, "2026-03-29T00:29:00Z", 3))
        .containsExactly(
            "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
    assertThat(times("0 * * * *", BERLIN, "2026-10-24T23:30:00Z", 4))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T03:00+01:00",
            "2026-10-25T04:00+01:00");
    assertThat(times("* * 1 1 *", BERLIN, "2026-03-29T00:29:00Z", 1))
        .containsExactly("2027-01-01T00:00+01:00");
  }

  @Test
  void the_next_time_is_always_later_and_nothing_lies_between() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String expression =
          (random.nextBoolean() ? "*/" + (1 + random.nextInt(30)) : "" + random.nextInt(60))
              + " "
              + (random.nextBoolean() ? "*" : random.nextInt(24))
              + " * * "
              + (random.nextBoolean() ? "*" : random.nextInt(8));
      Instant time = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000));
      Cron cron = Cron.parse(expression);
      Instant next = cron.next(time, BERLIN).orElseThrow();
      assertThat(next).as("seed %d, %s", seed, expression).isAfter(time);
      assertThat(cron.next(next.minusSeconds(1), BERLIN)).as("seed %d", seed).contains(next);
      Instant between =
          time.plusSeconds(
              (long) (random.nextDouble() * (next.getEpochSecond() - time.getEpochSecond())));
      if (between.isBefore(next)) {
        assertThat(cron.next(between, BERLIN)).as("seed %d, %s", seed, expression).contains(next);
      }
    }
  }

  @Test
  void mistakes_are_told_in_a_sentence() {
    assertWrong("* * * *", "expected five fields");
    assertWrong("", "expected five fields");
    assertWrong("60 * * * *", "in minute \"60\": expected 0 to 59");
    assertWrong("* 24 * * *", "in hour \"24\"");
    assertWrong("* * 0 * *", "in day of month \"0\"");
    assertWrong("* * * foo *", "or a name such as feb");
    assertWrong("* * * * 8", "expected 0 to 7");
    assertWrong("*/0 * * * *", "a step is at least 1");
    assertWrong("5-1 * * * *", "the range is empty");
    assertWrong("1,,2 * * * *", "expected a number");
    assertWrong("@never", "there is no \"@never\"; known are @yearly");
    assertWrong("0 0 31 2 *", "there is no such day: 31 2");
  }

  private static void assertWrong(String expression, String message) {
    assertThatThrownBy(() -> Cron.parse(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
