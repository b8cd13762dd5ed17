package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.supervise.RestartPolicy.End;
import org.jdeploy.runtime.supervise.RestartPolicy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RestartPolicyTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

  private static final Run RUN = new Run(new Instance("web", 0), 7);

  @ParameterizedTest(name = "{0} ms · {1}^{3}, at most {2} ms = {4} ms")
  @CsvSource({
    "100, 2,   30000, 0,    100",
    "100, 2,   30000, 1,    200",
    "100, 2,   30000, 2,    400",
    "100, 2,   30000, 8,    25600",
    "100, 2,   30000, 9,    30000",
    "100, 2,   30000, 5000, 30000",
    "100, 1,   30000, 7,    100",
    "100, 1.5, 30000, 2,    225",
    "0,   2,   30000, 3,    0",
    "0,   2,   30000, 5000, 0",
    "500, 2,   200,   0,    200",
  })
  void waits_longer_each_time_up_to_a_limit(
      long initial, double factor, long max, int n, long expected) {
    Backoff backoff =
        new Backoff(
            Duration.ofMillis(initial), factor, Duration.ofMillis(max), Duration.ofSeconds(30), 0);
    assertThat(RestartPolicy.delay(backoff, n, RUN)).isEqualTo(Duration.ofMillis(expected));
  }

  @ParameterizedTest(name = "{0}, ready: {1}, expected code: {2}, after {3} s: {4}")
  @CsvSource({
    // an end before ready is a failed start, unless it was to run once and did
    "NEVER,      false, true,  0, rest",
    "NEVER,      false, true,  5, rest",
    "UNEXPECTED, false, true,  5, again",
    "ALWAYS,     false, true,  5, again",
    "NEVER,      false, false, 5, again",
    "UNEXPECTED, false, false, 0, again",
    "ALWAYS,     false, false, 0, again",
    // after ready the policy decides, however short the life was
    "NEVER,      true,  true,  5, rest",
    "NEVER,      true,  false, 5, rest",
    "NEVER,      true,  false, 0, rest",
    "UNEXPECTED, true,  true,  5, rest",
    "UNEXPECTED, true,  true,  0, rest",
    "UNEXPECTED, true,  false, 5, again",
    "UNEXPECTED, true,  false, 0, again",
    "ALWAYS,     true,  true,  5, again",
    "ALWAYS,     true,  false, 5, again",
    "ALWAYS,     true,  true,  0, again",
  })
  void restarts_as_the_policy_says(
      Autorestart policy, boolean ready, boolean expected, int seconds, String verdict) {
    ProgramSpec spec = Specs.spec("web").autorestart(policy).build();
    assertThat(word(judge(spec, Attempts.NONE, end(ready, expected, seconds)))).isEqualTo(verdict);
  }

  @Test
  void gives_up_after_as_many_further_attempts_as_start_retries() {
    ProgramSpec spec = Specs.spec("web").startRetries(3).build();
    assertThat(verdicts(spec, end(false, false, 0), 5))
        .containsExactly("again", "again", "again", "given up after 4 failed starts");
  }

  @Test
  void gives_up_at_once_without_retries() {
    ProgramSpec spec = Specs.spec("web").startRetries(0).build();
    assertThat(verdicts(spec, end(false, false, 0), 1))
        .containsExactly("given up after 1 failed start");
  }

  @Test
  void a_life_shorter_than_start_seconds_is_a_failed_start_though_it_was_ready() {
    ProgramSpec spec = Specs.spec("web").startRetries(1).startSeconds(2).build();
    assertThat(verdicts(spec, end(true, false, 1), 2))
        .containsExactly("again", "given up after 2 failed starts");
  }

  @Test
  void never_gives_up_on_crashes_after_a_good_start_but_backs_off() {
    ProgramSpec spec = Specs.spec("web").startRetries(1).backoff(BACKOFF).build();
    List<Duration> delays = new ArrayList<>();
    Attempts attempts = Attempts.NONE;
    for (int crash = 0; crash < 12; crash++) {
      Verdict.Again again = (Verdict.Again) judge(spec, attempts, end(true, false, 5));
      delays.add(again.delay());
      attempts = again.attempts();
    }
    assertThat(delays.stream().map(Duration::toMillis))
        .containsExactly(
            100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L, 30000L, 30000L);
  }

  @Test
  void forgets_former_crashes_after_a_long_healthy_life() {
    ProgramSpec spec = Specs.spec("web").backoff(BACKOFF).build();
    Attempts many = new Attempts(1, 9, List.of());
    assertThat(judge(spec, many, end(true, false, 29)))
        .isEqualTo(new Verdict.Again(Duration.ofSeconds(30), new Attempts(0, 10, List.of())));
    assertThat(judge(spec, many, end(true, false, 30)))
        .isEqualTo(new Verdict.Again(Duration.ofMillis(100), new Attempts(0, 1, List.of())));
  }

  @Test
  void a_long_life_that_never_got_ready_heals_nothing() {
    ProgramSpec spec = Specs.spec("web").backoff(BACKOFF).build();
    assertThat(judge(spec, new Attempts(1, 1, List.of()), end(false, false, 60)))
        .isEqualTo(new Verdict.Again(Duration.ofMillis(200), new Attempts(2, 2, List.of())));
  }

  @ParameterizedTest
  @EnumSource
  void a_fatal_code_is_never_tried_again(Autorestart policy) {
    ProgramSpec spec = Specs.spec("web").autorestart(policy).build();
    for (boolean ready : new boolean[] {false, true}) {
      assertThat(word(judge(spec, Attempts.NONE, end(ready, End.Kind.FATAL, 5))))
          .isEqualTo("not tried again after this code");
    }
  }

  @Test
  void codes_mean_what_the_specification_says() {
    ProgramSpec.Restart policy =
        Specs.spec("web").exitCodes(0, 3).fatalExitCodes(78).build().restart();
    assertThat(End.kind(new Exit.Code(3), policy)).isEqualTo(End.Kind.EXPECTED);
    assertThat(End.kind(new Exit.Code(78), policy)).isEqualTo(End.Kind.FATAL);
    assertThat(End.kind(new Exit.Code(1), policy)).isEqualTo(End.Kind.UNEXPECTED);
    assertThat(End.kind(new Exit.Killed("TERM"), policy)).isEqualTo(End.Kind.UNEXPECTED);
    assertThat(End.kind(new Exit.Unknown(), policy)).isEqualTo(End.Kind.UNEXPECTED);
  }

  @Test
  void gives_up_after_too_many_restarts_in_a_sliding_window() {
    ProgramSpec spec = Specs.spec("web").limit(3, Duration.ofSeconds(60)).build();
    List<String> words = new ArrayList<>();
    Attempts attempts = Attempts.NONE;
    for (int second : new int[] {0, 50, 55, 61, 62, 115, 116, 117}) {
      Instant now = Instant.EPOCH.plusSeconds(second);
      Verdict verdict = RestartPolicy.judge(spec, attempts, end(true, false, 5), now);
      words.add(word(verdict));
      if (verdict instanceof Verdict.Again(var _, var counted)) {
        attempts = counted;
      }
    }
    assertThat(words)
        .containsExactly(
            "again",
            "again",
            "again",
            "again",
            "given up after 3 restarts within 60 s",
            "again",
            "again",
            "given up after 3 restarts within 60 s");
  }

  @Test
  void jitter_shortens_each_wait_by_a_share_that_only_the_run_decides() {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(10), 2, Duration.ofSeconds(30), Duration.ofSeconds(30), 0.5);
    Set<Duration> delays = new HashSet<>();
    double sum = 0;
    for (int slot = 0; slot < 100; slot++) {
      Run run = new Run(new Instance("web", slot), 1000 + slot);
      Duration delay = RestartPolicy.delay(backoff, 0, run);
      assertThat(delay).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
      assertThat(RestartPolicy.delay(backoff, 0, run)).isEqualTo(delay);
      delays.add(delay);
      sum += delay.toMillis();
    }
    assertThat(delays).hasSize(100);
    assertThat(sum / 100).isBetween(7000.0, 8000.0);
    assertThat(RestartPolicy.delay(backoff, 9, RUN))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  private static List<String> verdicts(ProgramSpec spec, End end, int most) {
    List<String> words = new ArrayList<>();
    Attempts attempts = Attempts.NONE;
    for (int i = 0; i < most; i++) {
      Verdict verdict = judge(spec, attempts, end);
      words.add(word(verdict));
      if (!(verdict instanceof Verdict.Again(var _, var counted))) {
        break;
      }
      attempts = counted;
    }
    return words;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Again _ -> "again";
      case Verdict.Rest() -> "rest";
      case Verdict.GiveUp(var why) -> why;
    };
  }

  private static Verdict judge(ProgramSpec spec, Attempts attempts, End end) {
    return RestartPolicy.judge(spec, attempts, end, Instant.EPOCH);
  }

  private static End end(boolean ready, boolean expected, int seconds) {
    return end(ready, expected ? End.Kind.EXPECTED : End.Kind.UNEXPECTED, seconds);
  }

  private static End end(boolean ready, End.Kind kind, int seconds) {
    Duration uptime = Duration.ofSeconds(seconds);
    return new End(RUN, ready, kind, uptime, ready ? uptime : Duration.ZERO);
  }
}
