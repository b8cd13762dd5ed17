package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Health.OnFailure;
import org.junit.jupiter.api.Test;

/** The cause of each failure in words, and what follows from it. */
class FailuresTest {
  private static Specs web() {
    return Specs.spec("web").startRetries(0);
  }

  private static String description(Bench bench) {
    return bench.instance("web", 0).description();
  }

  @Test
  void a_start_that_fails_for_good_says_why() {
    assertThat(description(new Bench().apply(web()).spawned("web:0#1").exited("web:0#1", 1)))
        .isEqualTo("exited with code 1 before it was ready, given up after 1 failed start");
    assertThat(description(new Bench().apply(web()).spawnFailed("web:0#1")))
        .isEqualTo("could not be started: no such directory, given up after 1 failed start");
    assertThat(
            description(
                new Bench().apply(web()).spawned("web:0#1").deadline().killed("web:0#1", "TERM")))
        .isEqualTo("was not ready within 3 s, given up after 1 failed start");
  }

  @Test
  void a_hint_explains_a_signal() {
    Bench bench = new Bench().apply(web().limit(0, Duration.ofMinutes(5))).up("web:0#1");
    bench.afterSeconds(5);
    bench.on(
        new Event.Exited(
            Bench.run("web:0#1"), new Exit.Killed("KILL"), Optional.of("out of memory?")));
    assertThat(bench.state("web")).isEqualTo(State.FATAL);
    assertThat(description(bench))
        .isEqualTo(
            "was killed by SIGKILL (out of memory?), given up after 0 restarts within 5 min");
    assertThat(bench.instance("web", 0).lastCause())
        .contains("was killed by SIGKILL (out of memory?)");
  }

  @Test
  void a_fatal_code_is_not_tried_again() {
    Bench bench = new Bench().apply(web().startRetries(9).fatalExitCodes(78)).up("web:0#1");
    bench.exited("web:0#1", 78);
    assertThat(bench.state("web")).isEqualTo(State.FATAL);
    assertThat(description(bench))
        .isEqualTo("exited with code 78, not tried again after this code");
    assertThat(bench.untilDeadline()).isEmpty();
    assertThat(bench.announcements())
        .anySatisfy(line -> {
          assertThat(line.state()).contains(State.FATAL);
          assertThat(line.text()).contains("exited with code 78");
        });
  }

  @Test
  void a_failed_check_restarts_and_says_so() {
    Bench bench = new Bench().apply(web().health(OnFailure.RESTART)).up("web:0#1");
    bench.afterSeconds(5).unhealthy("web:0#1");
    assertThat(bench.actions()).contains("Signal web:0#1 TERM");
    bench.killed("web:0#1", "TERM");
    assertThat(bench.state("web")).isEqualTo(State.BACKOFF);
    assertThat(description(bench)).isEqualTo("was unhealthy: status 500, next try in 100 ms");
  }

  @Test
  void a_failed_check_is_only_told_when_the_file_says_report() {
    Bench bench = new Bench().apply(web().health(OnFailure.REPORT)).up("web:0#1");
    bench.unhealthy("web:0#1");
    assertThat(bench.actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
    assertThat(description(bench)).isEqualTo("unhealthy: status 500");
    assertThat(bench.announcements()).extracting(Announcement::kind).containsExactly("health");
    bench.healthy("web:0#1");
    assertThat(description(bench)).isEqualTo("ready");
    assertThat(bench.announcements())
        .extracting(Announcement::text)
        .containsExactly("healthy again");
  }

  @Test
  void a_missed_watchdog_restarts_and_says_so() {
    Bench bench = new Bench().apply(web()).up("web:0#1").afterSeconds(5);
    bench.watchdogMissed("web:0#1").killed("web:0#1", "ABRT");
    assertThat(description(bench))
        .isEqualTo("missed its watchdog: no word for 10 s, next try in 100 ms");
  }

  @Test
  void whoever_has_too_much_memory_is_replaced_without_a_gap() {
    Bench bench = new Bench().apply(web()).up("web:0#1").overMemory("web:0#1");
    assertThat(bench.actions()).containsExactly("Spawn web:0#2 after web:0#1");
    assertThat(bench.overMemory("web:0#1").actions()).isEmpty();
    assertThat(bench.up("web:0#2").actions()).containsExactly("Drain web:0#1");
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
  }

  @Test
  void when_the_replacement_fails_the_one_with_too_much_memory_goes_on_for_a_while() {
    Bench bench = new Bench().apply(web()).up("web:0#1").overMemory("web:0#1");
    bench.spawned("web:0#2").exited("web:0#2", 1);
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
    assertThat(bench.afterSeconds(1).overMemory("web:0#1").actions()).isEmpty();
    assertThat(bench.afterSeconds(8).overMemory("web:0#1").actions())
        .containsExactly("Spawn web:0#3 after web:0#1");
  }

  @Test
  void whoever_has_too_much_memory_and_cannot_overlap_is_restarted() {
    Bench bench = new Bench().apply(web().worker()).up("web:0#1").afterSeconds(5);
    bench.overMemory("web:0#1");
    assertThat(bench.actions()).containsExactly("Steer web []", "Drain web:0#1");
    bench.leaves("web:0#1");
    assertThat(description(bench))
        .isEqualTo("was over its memory limit: 312 MB of 300 MB, next try in 100 ms");
  }

  @Test
  void a_reload_waits_for_a_replacement_that_is_under_way() {
    Bench bench = new Bench().apply(web()).up("web:0#1").overMemory("web:0#1").reload("web");
    assertThat(bench.actions()).isEmpty();
    bench.up("web:0#2").leaves("web:0#1");
    assertThat(bench.actions()).containsExactly("Spawn web:0#3 after web:0#2");
    assertThat(bench.up("web:0#3").leaves("web:0#2").outcome())
        .isEqualTo(new Outcome.Done("reloaded 1 instance"));
  }

  @Test
  void a_failed_hook_is_a_failed_start_and_is_told() {
    Bench bench = new Bench().apply(web().hooks(Hook.values()));
    assertThat(bench.actions()).containsExactly("Hook web:0#1 preStart");
    bench.hookFailed("web:0#1", Hook.PRE_START);
    assertThat(description(bench))
        .isEqualTo(
            "could not be started: preStart exited with code 1, given up after 1 failed start");
    assertThat(bench.outcome().message())
        .isEqualTo("web:0 could not be started: preStart exited with code 1; given up");
  }

  @Test
  void hooks_surround_the_life_of_a_process() {
    Bench bench = new Bench().apply(web().hooks(Hook.values()));
    assertThat(bench.hookEnded("web:0#1", Hook.PRE_START).actions())
        .containsExactly("Spawn web:0#1");
    assertThat(bench.up("web:0#1").actions()).contains("Hook web:0#1 postStart");
    assertThat(bench.stop("web").actions()).containsExactly("Steer web []", "Hook web:0#1 preStop");
    assertThat(bench.hookFailed("web:0#1", Hook.PRE_STOP).actions())
        .containsExactly("Drain web:0#1");
    assertThat(bench.announcements())
        .extracting(Announcement::text)
        .containsExactly("preStop exited with code 1");
    bench.drained("web:0#1").exited("web:0#1", 3);
    assertThat(bench.lastActions())
        .filteredOn(Action.RunHook.class::isInstance)
        .singleElement()
        .satisfies(action ->
            assertThat(((Action.RunHook) action).environment())
                .containsEntry("JPM_EXIT_CODE", "3")
                .containsEntry("JPM_EXIT_CAUSE", "exited with code 3"));
  }

  @Test
  void a_process_that_asks_for_more_time_gets_it() {
    Bench bench = new Bench().apply(web()).spawned("web:0#1").extended("web:0#1", 10);
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(10));
    assertThat(bench.extended("web:0#1", 1).untilDeadline()).contains(Duration.ofSeconds(10));
    bench.ready("web:0#1").stop("web").extended("web:0#1", 60);
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(60));
    bench.drained("web:0#1");
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(2));
    assertThat(bench.extended("web:0#1", 30).untilDeadline()).contains(Duration.ofSeconds(30));
  }

  @Test
  void a_one_shot_that_ends_well_has_done_its_work_however_fast_it_was() {
    Bench bench = new Bench().apply(web().worker().autorestart(Autorestart.NEVER));
    bench.spawned("web:0#1").exited("web:0#1", 0);
    assertThat(bench.state("web")).isEqualTo(State.EXITED);
    assertThat(description(bench)).isEqualTo("exited with code 0");
    assertThat(bench.instance("web", 0).didItsWork()).isTrue();
    assertThat(bench.outcomes())
        .isEqualTo(List.of(new Outcome.Done("defined; started 1 instance")));
    assertThat(bench.start("web").actions()).containsExactly("Spawn web:0#2");
    bench.up("web:0#2").exited("web:0#2", 1);
    assertThat(bench.state("web")).isEqualTo(State.EXITED);
    assertThat(bench.instance("web", 0).didItsWork()).isFalse();
  }
}
