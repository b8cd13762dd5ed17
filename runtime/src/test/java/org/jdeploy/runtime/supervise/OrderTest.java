package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Programs among each other: what starts and stops before what. */
class OrderTest {
  private static Specs redis() {
    return Specs.spec("redis").drain(Duration.ZERO);
  }

  private static Specs web() {
    return Specs.spec("web").requires("redis").drain(Duration.ZERO);
  }

  private static String description(Bench bench, String name) {
    return bench.instance(name, 0).description();
  }

  /** redis and web run. */
  private static Bench both() {
    return new Bench().apply(redis()).up("redis:0#1").apply(web()).up("web:0#2");
  }

  @Test
  void a_start_waits_until_what_it_requires_is_ready() {
    Bench bench = new Bench().apply(redis()).apply(web());
    assertThat(bench.actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.STARTING);
    assertThat(description(bench, "web")).isEqualTo("waits until redis is ready");
    assertThat(bench.spawned("redis:0#1").listening("redis:0#1").actions()).isEmpty();
    assertThat(bench.ready("redis:0#1").actions()).contains("Spawn web:0#2");
    assertThat(bench.up("web:0#2").outcome())
        .isEqualTo(new Outcome.Done("defined; started 1 instance"));
  }

  @Test
  void a_start_takes_along_what_it_requires() {
    Bench bench = both().stop("redis").exited("web:0#2", 0).exited("redis:0#1", 0);
    assertThat(bench.states("web")).containsExactly(State.STOPPED);
    assertThat(bench.start("web").actions()).containsExactly("Spawn redis:0#3");
    bench.up("redis:0#3");
    assertThat(bench.actions()).contains("Spawn web:0#4");
    assertThat(bench.up("web:0#4").outcome())
        .isEqualTo(new Outcome.Done("started 1 instance; redis with it, as it requires"));
  }

  @Test
  void what_is_required_but_not_started_by_itself_is_started() {
    Bench bench = new Bench().apply(redis().autostart(false)).apply(web());
    assertThat(bench.actions()).containsExactly("Spawn redis:0#2");
    assertThat(bench.up("redis:0#2").actions()).contains("Spawn web:0#1");
  }

  @Test
  void a_start_fails_with_what_it_requires_and_goes_on_as_soon_as_that_is_there() {
    Bench bench = new Bench().apply(redis().startRetries(0)).apply(web());
    bench.spawned("redis:0#1").exited("redis:0#1", 1);
    assertThat(bench.outcomeOf(2).orElseThrow().message())
        .isEqualTo(
            "web:0 waits for redis, which is FATAL: exited with code 1 before it was ready, given"
                + " up after 1 failed start; it starts as soon as that is ready");
    assertThat(bench.state("web")).isEqualTo(State.STARTING);
    assertThat(bench.start("redis").up("redis:0#3").actions()).contains("Spawn web:0#2");
  }

  @Test
  void a_start_fails_at_once_when_what_it_requires_is_not_defined() {
    Bench bench = new Bench().apply(web());
    assertThat(bench.outcome().message())
        .isEqualTo(
            "web:0 waits for redis, which is not defined; it starts as soon as that is ready");
    assertThat(bench.announcements())
        .extracting(Announcement::text)
        .contains("web:0 waits for redis, which is not defined");
  }

  @Test
  void a_one_shot_that_did_its_work_is_enough() {
    Bench bench =
        new Bench()
            .apply(
                redis()
                    .worker()
                    .autorestart(org.jdeploy.runtime.program.ProgramSpec.Autorestart.NEVER))
            .apply(web());
    assertThat(bench.spawned("redis:0#1").exited("redis:0#1", 0).actions())
        .contains("Spawn web:0#2");
  }

  @Test
  void a_stop_stops_first_what_requires_it_and_says_so() {
    Bench bench = both().stop("redis");
    assertThat(bench.actions()).containsExactly("Steer web []", "Signal web:0#2 TERM");
    assertThat(bench.state("redis")).isEqualTo(State.RUNNING);
    assertThat(bench.exited("web:0#2", 0).actions())
        .containsExactly("Steer redis []", "Close web:0", "Signal redis:0#1 TERM");
    assertThat(bench.exited("redis:0#1", 0).outcome())
        .isEqualTo(
            new Outcome.Done(
                "stopped after SIGTERM, exit code 0, 0.0 s; web, which requires it, was stopped"
                    + " first"));
    assertThat(bench.instance("web", 0).stoppedByOperator()).isTrue();
  }

  @Test
  void a_chain_stops_from_its_end() {
    Bench bench = both();
    bench.apply(Specs.spec("proxy").requires("web").drain(Duration.ZERO)).up("proxy:0#3");
    assertThat(bench.stop("redis").actions())
        .containsExactly("Steer proxy []", "Signal proxy:0#3 TERM");
    assertThat(bench.exited("proxy:0#3", 0).actions()).contains("Signal web:0#2 TERM");
    assertThat(bench.exited("web:0#2", 0).actions()).contains("Signal redis:0#1 TERM");
  }

  @Test
  void what_ends_before_its_turn_to_be_stopped_is_not_restarted() {
    Bench bench = both().stop("redis").exited("redis:0#1", 1);
    assertThat(bench.state("redis")).isEqualTo(State.STOPPED);
    bench.exited("web:0#2", 0);
    assertThat(bench.outcomes()).hasSize(1);
    assertThat(bench.untilDeadline()).isEmpty();
  }

  @Test
  void a_deletion_stops_first_what_requires_it() {
    Bench bench = both().delete("redis");
    assertThat(bench.actions()).containsExactly("Steer web []", "Signal web:0#2 TERM");
    bench.exited("web:0#2", 0).exited("redis:0#1", 0);
    assertThat(bench.outcome())
        .isEqualTo(new Outcome.Done("deleted; web, which requires it, was stopped first"));
    assertThat(bench.supervisor().program("redis")).isEmpty();
  }

  @Test
  void a_restart_of_what_is_required_leaves_the_others_alone() {
    Bench bench = both().restart("redis");
    assertThat(bench.actions()).containsExactly("Steer redis []", "Signal redis:0#1 TERM");
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
  }

  @Test
  void whoever_crashes_while_what_it_requires_is_away_comes_back_with_it() {
    Bench bench = both().afterSeconds(5).exited("redis:0#1", 1).exited("web:0#2", 1);
    bench.afterSeconds(1).tick();
    assertThat(bench.actions()).containsExactly("Spawn redis:0#3");
    assertThat(bench.up("redis:0#3").actions()).contains("Spawn web:0#4");
  }

  @Test
  void after_only_waits_for_what_starts_at_the_same_time() {
    Specs api = Specs.spec("api").startsAfter("zoo");
    Bench bench = new Bench().apply(api);
    assertThat(bench.actions()).containsExactly("Spawn api:0#1");
    bench = new Bench();
    bench.restored(api, 1).restored(Specs.spec("zoo"), 1).takenOver();
    assertThat(bench.actions()).containsExactly("Spawn zoo:0#2");
    assertThat(description(bench, "api")).isEqualTo("waits until zoo has started");
    assertThat(bench.spawned("zoo:0#2").exited("zoo:0#2", 1).actions())
        .containsExactly("Spawn api:0#1");
  }

  @Test
  void what_starts_together_starts_by_priority() {
    Bench bench = new Bench();
    bench.restored(Specs.spec("api"), 1).restored(Specs.spec("db").priority(1), 1);
    bench.restored(Specs.spec("mq").priority(5), 1).takenOver();
    assertThat(bench.actions()).containsExactly("Spawn db:0#2", "Spawn mq:0#3", "Spawn api:0#1");
  }

  @Test
  void what_is_stopped_together_stops_by_priority_from_the_end() {
    Bench bench = new Bench().apply(Specs.spec("db").priority(1)).up("db:0#1");
    bench.apply(Specs.spec("api")).up("api:0#2").stop("api").stop("db");
    assertThat(bench.actions()).isEmpty();
    assertThat(bench.leaves("api:0#2").actions()).contains("Drain db:0#1");
  }

  @Test
  void two_hundred_programs_start_in_parallel_but_not_too_many_at_once() {
    Bench bench = new Bench();
    IntStream.range(0, 200).forEach(i -> bench.restored(Specs.spec("p" + i), 1));
    bench.takenOver();
    assertThat(bench.actions()).hasSize(Admission.AT_ONCE);
    int started = Admission.AT_ONCE;
    while (started < 200) {
      String run = spawned(bench.actions()).getFirst();
      bench.up(run);
      List<String> next = spawned(bench.actions());
      assertThat(next).hasSize(1);
      started++;
    }
  }

  @Test
  void whoever_takes_long_to_get_ready_does_not_hold_up_the_others() {
    Bench bench = new Bench();
    IntStream.range(0, 20)
        .forEach(i -> bench.restored(Specs.spec("p" + i).readyTimeout(Duration.ofMinutes(1)), 1));
    bench.takenOver();
    assertThat(bench.actions()).hasSize(Admission.AT_ONCE);
    assertThat(bench.untilDeadline()).contains(Admission.COUNTS_FOR);
    assertThat(bench.deadline().actions()).hasSize(4);
  }

  private static List<String> spawned(List<String> actions) {
    return actions.stream()
        .filter(action -> action.startsWith("Spawn "))
        .map(action -> action.substring("Spawn ".length()))
        .toList();
  }

  @Test
  void a_circle_is_refused_with_a_sentence() {
    Bench bench = new Bench().apply(Specs.spec("db").startsAfter("web")).apply(web());
    bench.apply(redis().requires("db"));
    assertThat(bench.outcome().message())
        .isEqualTo(
            "redis would have to start before itself: redis → db → web → redis (requires, after)");
    assertThat(bench.supervisor().program("redis")).isEmpty();
  }

  @Test
  void a_circle_that_was_there_before_is_told_and_hangs_nothing() {
    Bench bench = new Bench().restored(redis().requires("web"), 1).restored(web(), 1).takenOver();
    assertThat(bench.actions()).isEmpty();
    assertThat(description(bench, "web")).isEqualTo("requires redis, which itself comes after it");
    bench.start("web");
    assertThat(bench.outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(bench.stop("redis").outcomes()).hasSize(1);
  }

  @Test
  void a_waiting_start_can_be_stopped() {
    Bench bench = new Bench().apply(redis()).apply(web()).stop("web");
    assertThat(bench.state("web")).isEqualTo(State.STOPPED);
    assertThat(bench.actions()).containsExactly("Failed", "Done");
    assertThat(bench.up("redis:0#1").actions()).containsExactly("Steer redis [0]", "Done");
  }
}
