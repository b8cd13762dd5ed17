package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static Bench one() {
    return new Bench().apply(Specs.spec("web")).up("web:0#1");
  }

  private static Bench two() {
    return new Bench().apply(Specs.spec("web").instances(2)).up("web:0#1").up("web:1#2");
  }

  @Test
  void start_of_a_running_program_is_done_at_once() {
    assertThat(one().start("web").outcome()).isEqualTo(new Outcome.Done("already running"));
  }

  @Test
  void start_ends_when_all_are_ready() {
    Bench bench = two().stop("web").leaves("web:0#1").leaves("web:1#2").start("web");
    assertThat(bench.actions()).containsExactly("Spawn web:0#3", "Spawn web:1#4");
    assertThat(bench.up("web:1#4").outcomes()).isEmpty();
    assertThat(bench.up("web:0#3").outcome()).isEqualTo(new Outcome.Done("started 2 instances"));
  }

  @Test
  void start_fails_with_the_first_failed_start_and_the_policy_goes_on() {
    Bench bench = one().stop("web").leaves("web:0#1").start("web").spawned("web:0#2");
    assertThat(bench.exited("web:0#2", 0).outcome())
        .isEqualTo(
            new Outcome.Failed(
                "web:0 exited with code 0 before it was ready; it is tried again",
                Optional.of(Bench.run("web:0#2"))));
    assertThat(bench.deadline().actions()).containsExactly("Spawn web:0#3");
  }

  @Test
  void start_does_not_wait_for_the_backoff() {
    Bench bench = one().exited("web:0#1", 1);
    assertThat(bench.state("web")).isEqualTo(State.BACKOFF);
    assertThat(bench.start("web").actions()).containsExactly("Spawn web:0#2");
  }

  @Test
  void start_of_one_instance_leaves_the_others_alone() {
    Bench bench = two().stop("web").leaves("web:0#1").leaves("web:1#2").start("web", 1);
    assertThat(bench.actions()).containsExactly("Spawn web:1#3");
    assertThat(bench.up("web:1#3").outcome().message()).isEqualTo("started 1 instance");
  }

  @Test
  void stop_is_remembered_until_a_start() {
    Bench bench = one().stop("web").leaves("web:0#1");
    assertThat(bench.outcome())
        .isEqualTo(new Outcome.Done("stopped after SIGTERM, exit code 0, 0.0 s"));
    assertThat(bench.instance("web", 0).stoppedByOperator()).isTrue();
    assertThat(bench.stop("web").outcome()).isEqualTo(new Outcome.Done("already stopped"));
    assertThat(bench.start("web").instance("web", 0).stoppedByOperator()).isFalse();
  }

  @Test
  void stop_during_backoff_ends_the_retries() {
    Bench bench = one().exited("web:0#1", 1).stop("web");
    assertThat(bench.actions()).containsExactly("Close web:0", "Done");
    assertThat(bench.untilDeadline()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.STOPPED);
  }

  @Test
  void stop_of_an_unhealthy_program_that_is_being_restarted_keeps_it_stopped() {
    Bench bench = one().unhealthy("web:0#1").stop("web").exited("web:0#1", 0);
    assertThat(bench.actions()).containsExactly("Close web:0", "Done");
  }

  @Test
  void stop_does_not_wait_for_a_start_that_hangs() {
    Bench bench = new Bench().apply(Specs.spec("web")).spawned("web:0#1").stop("web");
    assertThat(bench.actions()).containsExactly("Failed", "Signal web:0#1 TERM");
    assertThat(bench.outcome().message()).isEqualTo("cancelled by stop");
  }

  @Test
  void stop_does_not_wait_for_the_stop_of_one_instance() {
    Bench bench = two().stop("web", 0).stop("web");
    assertThat(bench.actions()).containsExactly("Steer web []", "Drain web:1#2");
    bench.leaves("web:0#1");
    assertThat(bench.leaves("web:1#2").outcomes()).hasSize(1);
    assertThat(bench.outcomeOf(2)).isPresent();
    assertThat(bench.outcomeOf(3)).isPresent();
  }

  @Test
  void a_start_that_was_asked_before_a_stop_is_cancelled_by_it_and_one_after_it_runs() {
    Bench bench = one().restart("web").start("web").stop("web").start("web");
    assertThat(bench.outcomeOf(3).orElseThrow().message()).isEqualTo("cancelled by stop");
    assertThat(bench.leaves("web:0#1").actions())
        .containsExactly("Close web:0", "Done", "Spawn web:0#2");
  }

  @Test
  void a_process_whose_spawn_is_not_confirmed_is_stopped_as_soon_as_it_is() {
    Bench bench = new Bench().apply(Specs.spec("web")).stop("web");
    assertThat(bench.actions()).containsExactly("Failed");
    assertThat(bench.spawned("web:0#1").actions()).containsExactly("Signal web:0#1 TERM");
  }

  @Test
  void restart_stops_all_and_starts_each_when_it_is_gone() {
    Bench bench = two().restart("web");
    assertThat(bench.actions()).containsExactly("Steer web []", "Drain web:0#1", "Drain web:1#2");
    assertThat(bench.leaves("web:1#2").actions()).containsExactly("Spawn web:1#3");
    bench.leaves("web:0#1").up("web:1#3");
    assertThat(bench.up("web:0#4").outcome().message()).isEqualTo("restarted 2 instances");
  }

  @Test
  void restart_starts_what_is_stopped() {
    Bench bench = one().stop("web").leaves("web:0#1").restart("web");
    assertThat(bench.actions()).containsExactly("Spawn web:0#2");
  }

  @Test
  void scale_up_waits_until_the_new_ones_are_ready() {
    Bench bench = one().scale("web", 3);
    assertThat(bench.actions()).containsExactly("Spawn web:1#2", "Spawn web:2#3");
    assertThat(bench.up("web:2#3").actions()).containsExactly("Steer web [0, 2]");
    assertThat(bench.up("web:1#2").outcome().message()).isEqualTo("scaled from 1 to 3 instances");
    assertThat(bench.program("web").target()).isEqualTo(3);
  }

  @Test
  void scale_down_drains_the_last_ones_and_closes_their_sockets() {
    Bench bench = two().scale("web", 1);
    assertThat(bench.actions()).containsExactly("Steer web [0]", "Drain web:1#2");
    assertThat(bench.leaves("web:1#2").actions()).containsExactly("Close web:1", "Done");
    assertThat(bench.states("web")).containsExactly(State.RUNNING);
  }

  @Test
  void scale_of_a_stopped_program_starts_nothing() {
    Bench bench = one().stop("web").leaves("web:0#1").scale("web", 2);
    assertThat(bench.actions()).containsExactly("Done");
    assertThat(bench.states("web")).containsExactly(State.STOPPED, State.STOPPED);
    assertThat(bench.instance("web", 1).stoppedByOperator()).isTrue();
  }

  @Test
  void scale_to_the_same_number_is_done() {
    assertThat(one().scale("web", 1).outcome().message()).isEqualTo("already 1 instance");
    assertThat(one().scale("web", -1).outcome().message())
        .isEqualTo("instances is -1, expected 0 or more");
  }

  @Test
  void delete_drains_stops_and_forgets() {
    Bench bench = one().delete("web");
    assertThat(bench.actions()).containsExactly("Steer web []", "Drain web:0#1");
    assertThat(bench.leaves("web:0#1").actions()).containsExactly("Close web:0", "Done");
    assertThat(bench.supervisor().program("web")).isEmpty();
    assertThat(bench.delete("web").outcome().message()).isEqualTo("there is no program named web");
  }

  @Test
  void what_waits_behind_a_delete_finds_the_program_gone_or_defines_it_anew() {
    Bench bench = one().delete("web").start("web").apply(Specs.spec("web").version("2"));
    bench.leaves("web:0#1");
    assertThat(bench.outcomeOf(3).orElseThrow().message())
        .isEqualTo("there is no program named web");
    assertThat(bench.actions()).endsWith("Spawn web:0#2");
  }

  @Test
  void unknown_instances_are_named_together_with_the_known_ones() {
    assertThat(two().start("web", 7).outcome().message())
        .isEqualTo("there is no instance web:7, it has web:0 to web:1");
    assertThat(one().stop("web", 1).outcome().message())
        .isEqualTo("there is no instance web:1, it has one, web:0");
  }

  @Test
  void an_unhealthy_instance_is_restarted_with_backoff_though_it_exits_well() {
    Bench bench = one().unhealthy("web:0#1");
    assertThat(bench.actions()).containsExactly("Steer web []", "Signal web:0#1 TERM");
    assertThat(bench.announcements())
        .anySatisfy(announcement -> {
          assertThat(announcement.kind()).isEqualTo("health");
          assertThat(announcement.text()).isEqualTo("unhealthy: status 500");
        });
    bench.exited("web:0#1", 0);
    assertThat(bench.state("web")).isEqualTo(State.BACKOFF);
    assertThat(bench.deadline().actions()).containsExactly("Spawn web:0#2");
    assertThat(bench.instance("web", 0).restarts()).isEqualTo(1);
  }

  @Test
  void an_unhealthy_program_that_must_not_be_restarted_is_only_announced() {
    Bench bench = new Bench().apply(Specs.spec("web").autorestart(Autorestart.NEVER));
    bench.up("web:0#1").unhealthy("web:0#1");
    assertThat(bench.actions()).isEmpty();
    assertThat(bench.announcements()).hasSize(1);
  }

  @Test
  void crashes_back_off_until_fatal_and_the_sockets_close_only_then() {
    Bench bench = new Bench().apply(Specs.spec("web").startRetries(2)).spawned("web:0#1");
    bench.exited("web:0#1", 1);
    assertThat(bench.untilDeadline()).contains(Duration.ofMillis(100));
    assertThat(bench.instance("web", 0).description())
        .isEqualTo("exited with code 1 before it was ready, next try in 100 ms");
    bench.deadline().spawned("web:0#2").exited("web:0#2", 1);
    assertThat(bench.untilDeadline()).contains(Duration.ofMillis(200));
    bench.deadline().spawned("web:0#3").exited("web:0#3", 1);
    assertThat(bench.actions()).containsExactly("Close web:0");
    assertThat(bench.state("web")).isEqualTo(State.FATAL);
    assertThat(bench.instance("web", 0).description())
        .isEqualTo("exited with code 1 before it was ready, given up after 3 failed starts");
    assertThat(bench.instance("web", 0).lastExit()).contains(new Exit.Code(1));
  }

  @Test
  void steering_follows_what_accepts_connections() {
    Bench bench = new Bench().apply(Specs.spec("web").instances(2));
    assertThat(bench.up("web:1#2").actions()).containsExactly("Steer web [1]");
    assertThat(bench.up("web:0#1").actions()).containsExactly("Steer web [0, 1]", "Done");
    assertThat(bench.exited("web:1#2", 1).actions()).containsExactly("Steer web [0]");
  }

  @Test
  void two_programs_do_not_wait_for_each_other() {
    Bench bench = one().apply(Specs.spec("api"));
    assertThat(bench.restart("web").actions()).containsExactly("Steer web []", "Drain web:0#1");
    assertThat(bench.up("api:0#2").actions()).containsExactly("Steer api [0]", "Done");
  }

  @Test
  void news_of_unknown_processes_are_ignored() {
    Bench bench = one();
    assertThat(bench.ready("web:0#99").exited("web:9#1", 1).exited("api:0#1", 1).lastActions())
        .isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
  }

  @Test
  void fifty_restarts_at_once_all_end_well_with_two_new_processes_at_most() {
    Bench bench = new Bench().apply(Specs.spec("web").drain(Duration.ZERO)).up("web:0#1");
    for (int i = 0; i < 50; i++) {
      bench.restart("web");
    }
    assertThat(bench.exited("web:0#1", 0).actions()).contains("Spawn web:0#2");
    assertThat(bench.up("web:0#2").outcomes())
        .containsExactly(new Outcome.Done("restarted 1 instance"));
    assertThat(bench.exited("web:0#2", 0).actions()).contains("Spawn web:0#3");
    assertThat(bench.up("web:0#3").outcomes())
        .hasSize(49)
        .containsOnly(new Outcome.Done("restarted 1 instance"));
    assertThat(bench.untilDeadline()).isEmpty();
  }

  @Test
  void fifty_stops_and_starts_at_once_all_end_and_the_last_word_counts() {
    Bench bench = new Bench().apply(Specs.spec("web").drain(Duration.ZERO)).up("web:0#1");
    int ended = 0;
    for (int i = 0; i < 25; i++) {
      ended += bench.start("web").outcomes().size();
      ended += bench.stop("web").outcomes().size();
    }
    ended += bench.start("web").outcomes().size();
    ended += bench.exited("web:0#1", 0).outcomes().size();
    assertThat(bench.actions()).contains("Spawn web:0#2");
    ended += bench.up("web:0#2").outcomes().size();
    assertThat(ended).isEqualTo(51);
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
  }
}
