package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static Specs web() {
    return Specs.spec("web").instances(2);
  }

  @Test
  void a_ready_process_is_running_and_nothing_is_done_to_it() {
    Bench bench = new Bench().restored(web().instances(1), 1).afterSeconds(5);
    assertThat(bench.adopted("web:0#7", web(), true, false).actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
    assertThat(bench.takenOver().actions()).containsExactly("Steer web [0]");
    assertThat(bench.instance("web", 0).pid()).hasValue(77);
    assertThat(bench.instance("web", 0).listening()).containsExactly("tcp://0.0.0.0:3000");
  }

  @Test
  void what_should_run_and_does_not_is_started_with_a_new_generation() {
    Bench bench = new Bench().restored(web(), 2).adopted("web:1#7", web(), true, false);
    assertThat(bench.takenOver().actions()).containsExactly("Steer web [1]", "Spawn web:0#8");
  }

  @Test
  void what_an_operator_stopped_stays_stopped() {
    Bench bench = new Bench().restored(web(), 2, 0, 1).takenOver();
    assertThat(bench.actions()).isEmpty();
    assertThat(bench.scale("web", 3).states("web"))
        .containsExactly(State.STOPPED, State.STOPPED, State.STOPPED);
    assertThat(new Bench().restored(web(), 2, 0).takenOver().actions())
        .containsExactly("Spawn web:1#1");
  }

  @Test
  void a_program_without_autostart_starts_only_if_some_of_it_runs() {
    Specs manual = web().autostart(false);
    assertThat(new Bench().restored(manual, 2).takenOver().actions()).isEmpty();
    assertThat(
            new Bench()
                .restored(manual, 2)
                .adopted("web:0#7", manual, true, false)
                .takenOver()
                .actions())
        .containsExactly("Steer web [0]", "Spawn web:1#8");
  }

  @Test
  void a_scaled_number_is_kept() {
    Bench bench = new Bench().restored(web(), 3).takenOver();
    assertThat(bench.actions()).hasSize(3);
    assertThat(bench.program("web").target()).isEqualTo(3);
    assertThat(bench.program("web").spec().instances()).isEqualTo(2);
  }

  @Test
  void a_process_that_was_not_ready_gets_a_fresh_timeout() {
    Bench bench = new Bench().restored(web(), 1).adopted("web:0#7", web(), false, false);
    assertThat(bench.takenOver().actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.STARTING);
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(3));
    assertThat(bench.ready("web:0#7").actions()).containsExactly("Steer web [0]");
  }

  @Test
  void a_process_on_its_way_out_drains_again_beside_its_successor() {
    Bench bench = new Bench().restored(web(), 1).adopted("web:0#8", web(), true, false);
    assertThat(bench.adopted("web:0#7", web(), true, true).actions())
        .containsExactly("Drain web:0#7");
    assertThat(bench.takenOver().actions()).containsExactly("Steer web [0]");
    assertThat(bench.instance("web", 0).draining()).containsExactly(Bench.run("web:0#7"));
    assertThat(bench.leaves("web:0#7").actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.RUNNING);
  }

  @Test
  void a_stop_that_was_under_way_goes_on() {
    Bench bench = new Bench().restored(web(), 1, 0).adopted("web:0#7", web(), true, true);
    assertThat(bench.takenOver().actions()).isEmpty();
    assertThat(bench.state("web")).isEqualTo(State.STOPPING);
    assertThat(bench.leaves("web:0#7").actions()).containsExactly("Close web:0");
  }

  @Test
  void a_process_that_should_be_stopped_is_though_the_former_daemon_did_not_get_to_it() {
    Bench bench = new Bench().restored(web(), 1, 0).adopted("web:0#7", web(), true, false);
    assertThat(bench.takenOver().actions()).contains("Drain web:0#7");
  }

  @Test
  void of_a_reload_that_was_under_way_the_ready_old_one_stays_and_the_new_one_dies() {
    for (boolean oldFirst : new boolean[] {true, false}) {
      Bench bench = new Bench().restored(web(), 1);
      if (oldFirst) {
        bench.adopted("web:0#7", web(), true, false).adopted("web:0#8", web(), false, false);
        assertThat(bench.actions()).containsExactly("Kill web:0#8");
      } else {
        bench.adopted("web:0#8", web(), false, false).adopted("web:0#7", web(), true, false);
        assertThat(bench.actions()).containsExactly("Kill web:0#8");
      }
      assertThat(bench.takenOver().instance("web", 0).run()).contains(Bench.run("web:0#7"));
    }
  }

  @Test
  void of_two_ready_ones_the_newer_stays_and_the_older_drains() {
    Bench bench = new Bench().restored(web(), 1).adopted("web:0#8", web(), true, false);
    assertThat(bench.adopted("web:0#7", web(), true, false).actions())
        .containsExactly("Drain web:0#7");
    assertThat(bench.takenOver().instance("web", 0).run()).contains(Bench.run("web:0#8"));
  }

  @Test
  void what_was_scaled_away_goes() {
    Bench bench = new Bench().restored(web(), 1).adopted("web:0#7", web(), true, false);
    bench.adopted("web:1#6", web(), true, false);
    assertThat(bench.takenOver().actions()).containsExactly("Steer web [0]", "Drain web:1#6");
    assertThat(bench.leaves("web:1#6").actions()).containsExactly("Close web:1");
    assertThat(bench.program("web").instances()).hasSize(1);
  }

  @Test
  void a_process_without_a_definition_is_stopped_and_forgotten() {
    Bench bench = new Bench().adopted("web:0#7", web(), true, false);
    assertThat(bench.takenOver().actions()).containsExactly("Drain web:0#7");
    assertThat(bench.leaves("web:0#7").actions()).containsExactly("Close web:0");
    assertThat(bench.supervisor().programs()).isEmpty();
  }

  @Test
  void a_process_of_another_specification_is_replaced_by_the_next_apply() {
    Bench bench = new Bench().restored(web().instances(1), 1);
    bench.adopted("web:0#7", web().version("0"), true, false).takenOver();
    assertThat(bench.apply(web().instances(1)).actions())
        .containsExactly("Spawn web:0#8 after web:0#7");
  }

  @Test
  void a_successor_lost_while_no_daemon_watched_is_started_beside_the_draining_old_one() {
    Bench bench = new Bench().restored(web(), 1).adopted("web:0#7", web(), true, true);
    assertThat(bench.takenOver().actions()).containsExactly("Spawn web:0#8");
  }

  @Test
  void what_cannot_overlap_waits_for_the_old_one_to_be_gone() {
    Specs worker = Specs.spec("worker").worker();
    Bench bench = new Bench().restored(worker, 1).adopted("worker:0#7", worker, true, true);
    assertThat(bench.takenOver().actions()).isEmpty();
    assertThat(bench.leaves("worker:0#7").actions()).containsExactly("Spawn worker:0#8");
  }

  @Test
  void generations_go_on_where_the_home_was() {
    Supervisor supervisor = new Supervisor(41);
    assertThat(supervisor.on(new Event.Apply(new OperationId(1), web().build(), false), BEGIN))
        .anySatisfy(action ->
            assertThat(action)
                .isInstanceOfSatisfying(
                    Action.Spawn.class,
                    spawn -> assertThat(spawn.run().generation()).isEqualTo(42)));
  }

  private static final java.time.Instant BEGIN = java.time.Instant.EPOCH;
}
