package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReloadTest {
  private static Bench two() {
    return new Bench().apply(Specs.spec("web").instances(2)).up("web:0#1").up("web:1#2");
  }

  private static Bench worker() {
    return new Bench()
        .apply(Specs.spec("worker").worker().instances(2))
        .spawned("worker:0#1")
        .ready("worker:0#1")
        .spawned("worker:1#2")
        .ready("worker:1#2");
  }

  @Test
  void replaces_one_instance_after_the_other_and_the_old_one_goes_last() {
    Bench bench = two().reload("web");
    assertThat(bench.actions()).containsExactly("Spawn web:0#3 after web:0#1");
    assertThat(bench.program("web").reloading()).isTrue();
    assertThat(bench.spawned("web:0#3").listening("web:0#3").actions()).isEmpty();
    assertThat(bench.ready("web:0#3").actions()).containsExactly("Drain web:0#1");
    assertThat(bench.instance("web", 0).run()).contains(Bench.run("web:0#3"));
    assertThat(bench.instance("web", 0).draining()).containsExactly(Bench.run("web:0#1"));
    assertThat(bench.drained("web:0#1").actions()).containsExactly("Signal web:0#1 TERM");
    assertThat(bench.exited("web:0#1", 0).actions()).containsExactly("Spawn web:1#4 after web:1#2");
    assertThat(bench.up("web:1#4").drained("web:1#2").exited("web:1#2", 0).actions())
        .containsExactly("Done");
    assertThat(bench.outcome().message()).isEqualTo("reloaded 2 instances");
    assertThat(bench.program("web").reloading()).isFalse();
  }

  @Test
  void signals_when_the_drain_budget_is_spent_and_kills_at_the_stop_timeout() {
    Bench bench = two().reload("web").up("web:0#3");
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(4));
    assertThat(bench.deadline().actions()).containsExactly("Signal web:0#1 TERM");
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(2));
    assertThat(bench.deadline().actions()).containsExactly("Kill web:0#1");
  }

  @Test
  void replaces_several_at_a_time_when_asked() {
    Bench bench = two().reload("web", 2);
    assertThat(bench.actions())
        .containsExactly("Spawn web:0#3 after web:0#1", "Spawn web:1#4 after web:1#2");
    bench.up("web:1#4").leaves("web:1#2").up("web:0#3");
    assertThat(bench.leaves("web:0#1").actions()).containsExactly("Done");
  }

  @Test
  void keeps_the_old_version_when_the_new_one_never_listens() {
    Bench bench = two().reload("web").spawned("web:0#3").deadline();
    assertThat(bench.actions()).containsExactly("Kill web:0#3", "Failed");
    assertThat(bench.outcome())
        .isEqualTo(
            new Outcome.Failed(
                "web:0 was not ready within 3 s; the former process goes on serving",
                Optional.of(Bench.run("web:0#3"))));
    assertThat(bench.states("web")).containsExactly(State.RUNNING, State.RUNNING);
    assertThat(bench.exited("web:0#3", 1).actions()).isEmpty();
    assertThat(bench.instance("web", 0).run()).contains(Bench.run("web:0#1"));
  }

  @Test
  void a_successor_that_listens_but_is_never_ready_may_finish_what_it_accepted() {
    Bench bench = two().reload("web").spawned("web:0#3").listening("web:0#3").deadline();
    assertThat(bench.actions()).containsExactly("Drain web:0#3", "Failed");
    assertThat(bench.drained("web:0#3").actions()).containsExactly("Signal web:0#3 TERM");
  }

  @Test
  void keeps_the_old_version_when_the_new_one_exits() {
    Bench bench = two().reload("web").spawned("web:0#3").exited("web:0#3", 1);
    assertThat(bench.actions()).containsExactly("Failed");
    assertThat(bench.outcome().message())
        .isEqualTo(
            "web:0 exited with code 1 before it was ready; the former process goes on serving");
    assertThat(bench.untilDeadline()).isEmpty();
  }

  @Test
  void keeps_the_old_version_when_the_new_one_cannot_be_spawned() {
    Bench bench = two().reload("web").spawnFailed("web:0#3");
    assertThat(bench.outcome().message())
        .isEqualTo(
            "web:0 could not be started: no such directory; the former process goes on serving");
    assertThat(bench.states("web")).containsExactly(State.RUNNING, State.RUNNING);
  }

  @Test
  void says_how_far_it_came_and_leaves_the_rest() {
    Bench bench = two().reload("web").up("web:0#3").leaves("web:0#1");
    bench.spawned("web:1#4").exited("web:1#4", 2);
    assertThat(bench.outcome().message()).endsWith("; 1 of 2 instances had been replaced");
    assertThat(bench.instance("web", 0).run()).contains(Bench.run("web:0#3"));
    assertThat(bench.instance("web", 1).run()).contains(Bench.run("web:1#2"));
  }

  @Test
  void other_successors_under_way_die_with_the_failed_one() {
    Bench bench = two().reload("web", 2).spawned("web:0#3").spawned("web:1#4");
    assertThat(bench.exited("web:0#3", 1).actions()).containsExactly("Kill web:1#4", "Failed");
    assertThat(bench.states("web")).containsExactly(State.RUNNING, State.RUNNING);
  }

  @Test
  void a_new_version_that_crashes_after_it_was_ready_stops_the_rollout() {
    Bench bench = two().reload("web").up("web:0#3").leaves("web:0#1").exited("web:0#3", 1);
    assertThat(bench.actions()).containsExactly("Steer web [1]", "Failed");
    assertThat(bench.instance("web", 1).run()).contains(Bench.run("web:1#2"));
    assertThat(bench.state("web")).isEqualTo(State.BACKOFF);
  }

  @Test
  void the_successor_becomes_the_instance_when_the_old_one_crashes_meanwhile() {
    Bench bench = two().reload("web").spawned("web:0#3").exited("web:0#1", 1);
    assertThat(bench.actions()).containsExactly("Steer web [1]");
    assertThat(bench.states("web")).containsExactly(State.STARTING, State.RUNNING);
    assertThat(bench.ready("web:0#3").actions())
        .containsExactly("Steer web [0, 1]", "Spawn web:1#4 after web:1#2");
  }

  @Test
  void instances_that_cannot_overlap_are_stopped_first_one_at_a_time() {
    Bench bench = worker().reload("worker");
    assertThat(bench.actions()).containsExactly("Steer worker [1]", "Drain worker:0#1");
    assertThat(bench.leaves("worker:0#1").actions()).containsExactly("Spawn worker:0#3");
    assertThat(bench.spawned("worker:0#3").ready("worker:0#3").actions())
        .containsExactly("Steer worker [0]", "Drain worker:1#2");
    bench.leaves("worker:1#2").spawned("worker:1#4").ready("worker:1#4");
    assertThat(bench.outcome())
        .isEqualTo(
            new Outcome.Done(
                "restarted 2 instances, stopping first:"
                    + " instances that jpm gives no socket to cannot overlap"));
  }

  @Test
  void node_overlaps_once_it_has_listened() {
    Bench silent = new Bench().apply(Specs.spec("web").plainNode()).spawned("web:0#1");
    assertThat(silent.ready("web:0#1").reload("web").actions())
        .containsExactly("Steer web []", "Drain web:0#1");
    Bench listening = new Bench().apply(Specs.spec("web").plainNode()).up("web:0#1");
    assertThat(listening.reload("web").actions()).containsExactly("Spawn web:0#2 after web:0#1");
  }

  @Test
  void any_program_with_a_declared_socket_overlaps() {
    Bench bench = new Bench().apply(Specs.spec("web").worker().listen(80)).spawned("web:0#1");
    assertThat(bench.ready("web:0#1").reload("web").actions())
        .containsExactly("Spawn web:0#2 after web:0#1");
  }

  @Test
  void starts_with_the_new_code_what_had_given_up() {
    Bench bench = new Bench().apply(Specs.spec("web").startRetries(0)).spawned("web:0#1");
    assertThat(bench.exited("web:0#1", 1).state("web")).isEqualTo(State.FATAL);
    assertThat(bench.reload("web").actions()).containsExactly("Spawn web:0#2");
    assertThat(bench.up("web:0#2").actions()).containsExactly("Steer web [0]", "Done");
  }

  @Test
  void leaves_stopped_instances_stopped() {
    Bench bench = two().stop("web", 0).leaves("web:0#1").reload("web");
    assertThat(bench.actions()).containsExactly("Spawn web:1#3 after web:1#2");
    bench.up("web:1#3").leaves("web:1#2");
    assertThat(bench.outcome().message()).isEqualTo("reloaded 1 instance");
    assertThat(bench.states("web")).containsExactly(State.STOPPED, State.RUNNING);
  }

  @Test
  void has_nothing_to_do_for_a_stopped_program() {
    Bench bench = two().stop("web").leaves("web:0#1").leaves("web:1#2").reload("web");
    assertThat(bench.outcome()).isEqualTo(new Outcome.Done("nothing runs: nothing to reload"));
  }

  @Test
  void a_stop_cancels_it() {
    Bench bench = two().reload("web").spawned("web:0#3").stop("web");
    assertThat(bench.actions())
        .containsExactly(
            "Steer web []", "Kill web:0#3", "Failed", "Drain web:0#1", "Drain web:1#2");
    assertThat(bench.outcomeOf(2).orElseThrow().message()).isEqualTo("cancelled by stop");
    bench.exited("web:0#3", 1).leaves("web:0#1").leaves("web:1#2");
    assertThat(bench.outcomeOf(3))
        .contains(new Outcome.Done("stopped 2 instances after SIGTERM, exit code 0, 0.0 s"));
  }

  @Test
  void a_delete_cancels_it() {
    Bench bench = two().reload("web").spawned("web:0#3").delete("web");
    assertThat(bench.outcomeOf(2).orElseThrow().message()).isEqualTo("cancelled by delete");
    bench.exited("web:0#3", 1).leaves("web:0#1").leaves("web:1#2");
    assertThat(bench.supervisor().programs()).isEmpty();
  }

  @Test
  void a_stop_of_one_instance_cancels_it_and_the_others_go_on() {
    Bench bench = two().reload("web").spawned("web:0#3").stop("web", 1);
    assertThat(bench.actions())
        .containsExactly("Steer web [0]", "Kill web:0#3", "Failed", "Drain web:1#2");
    assertThat(bench.states("web")).containsExactly(State.RUNNING, State.STOPPING);
  }

  @Test
  void a_reload_that_waits_takes_another_one_along() {
    Bench bench = two().reload("web").reload("web").reload("web");
    bench.up("web:0#3").leaves("web:0#1").up("web:1#4").leaves("web:1#2");
    assertThat(bench.outcomes()).hasSize(1);
    bench.up("web:0#5").leaves("web:0#3").up("web:1#6").leaves("web:1#4");
    assertThat(bench.outcomes()).hasSize(2);
    assertThat(bench.outcomeOf(4)).isEqualTo(bench.outcomeOf(3)).isPresent();
    assertThat(bench.program("web").reloading()).isFalse();
  }

  @Test
  void a_scale_waits_for_it() {
    Bench bench = two().reload("web").scale("web", 1);
    assertThat(bench.actions()).isEmpty();
    bench.up("web:0#3").leaves("web:0#1").up("web:1#4");
    assertThat(bench.leaves("web:1#2").actions())
        .containsExactly("Steer web [0]", "Done", "Drain web:1#4");
  }

  @Test
  void the_timeout_of_the_request_goes_before_that_of_the_program() {
    Bench bench = two();
    bench.on(new Event.Reload(bench.id(), "web", 1, Optional.of(Duration.ofMillis(700))));
    assertThat(bench.untilDeadline()).contains(Duration.ofMillis(700));
  }

  @Test
  void refuses_to_replace_none_at_a_time() {
    assertThat(two().reload("web", 0).outcome())
        .isEqualTo(new Outcome.Failed("parallel is 0, expected 1 or more", Optional.empty()));
  }
}
