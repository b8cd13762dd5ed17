package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.supervise.RestartPolicy.End;
import org.jdeploy.runtime.supervise.RestartPolicy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartPolicyTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

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
    assertThat(RestartPolicy.delay(backoff, n)).isEqualTo(Duration.ofMillis(expected));
  }

  @ParameterizedTest(name = "{0}, ready: {1}, expected code: {2}, after {3} s: {4}")
  @CsvSource({
    // an end before ready is a failed start, whatever the code and the policy
    "NEVER,      false, true,  5, again",
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
    assertThat(word(RestartPolicy.judge(spec, Attempts.NONE, end(ready, expected, seconds))))
        .isEqualTo(verdict);
  }

  @Test
  void gives_up_after_as_many_further_attempts_as_start_retries() {
    ProgramSpec spec = Specs.spec("web").startRetries(3).build();
    assertThat(verdicts(spec, end(false, false, 0), 5))
        .containsExactly("again", "again", "again", "give up after 4");
  }

  @Test
  void gives_up_at_once_without_retries() {
    ProgramSpec spec = Specs.spec("web").startRetries(0).build();
    assertThat(verdicts(spec, end(false, false, 0), 1)).containsExactly("give up after 1");
  }

  @Test
  void a_life_shorter_than_start_seconds_is_a_failed_start_though_it_was_ready() {
    ProgramSpec spec = Specs.spec("web").startRetries(1).startSeconds(2).build();
    assertThat(verdicts(spec, end(true, false, 1), 2)).containsExactly("again", "give up after 2");
  }

  @Test
  void never_gives_up_on_crashes_after_a_good_start_but_backs_off() {
    ProgramSpec spec = Specs.spec("web").startRetries(1).backoff(BACKOFF).build();
    List<Duration> delays = new ArrayList<>();
    Attempts attempts = Attempts.NONE;
    for (int crash = 0; crash < 12; crash++) {
      Verdict.Again again =
          (Verdict.Again) RestartPolicy.judge(spec, attempts, end(true, false, 5));
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
    Attempts many = new Attempts(1, 9);
    assertThat(RestartPolicy.judge(spec, many, end(true, false, 29)))
        .isEqualTo(new Verdict.Again(Duration.ofSeconds(30), new Attempts(0, 10)));
    assertThat(RestartPolicy.judge(spec, many, end(true, false, 30)))
        .isEqualTo(new Verdict.Again(Duration.ofMillis(100), new Attempts(0, 1)));
  }

  @Test
  void a_long_life_that_never_got_ready_heals_nothing() {
    ProgramSpec spec = Specs.spec("web").backoff(BACKOFF).build();
    assertThat(RestartPolicy.judge(spec, new Attempts(1, 1), end(false, false, 60)))
        .isEqualTo(new Verdict.Again(Duration.ofMillis(200), new Attempts(2, 2)));
  }

  private static List<String> verdicts(ProgramSpec spec, End end, int most) {
    List<String> words = new ArrayList<>();
    Attempts attempts = Attempts.NONE;
    for (int i = 0; i < most; i++) {
      Verdict verdict = RestartPolicy.judge(spec, attempts, end);
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
      case Verdict.GiveUp(int failedStarts) -> "give up after " + failedStarts;
    };
  }

  private static End end(boolean ready, boolean expected, int seconds) {
    Duration uptime = Duration.ofSeconds(seconds);
    return new End(ready, expected, uptime, ready ? uptime : Duration.ZERO);
  }
}
