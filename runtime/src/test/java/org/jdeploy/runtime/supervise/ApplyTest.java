package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.junit.jupiter.api.Test;

class ApplyTest {
  private static Specs web() {
    return Specs.spec("web").instances(2);
  }

  private static Bench running() {
    return new Bench().apply(web()).up("web:0#1").up("web:1#2");
  }

  @Test
  void defines_and_starts_a_new_program() {
    Bench bench = new Bench().apply(web());
    assertThat(bench.actions()).containsExactly("Spawn web:0#1", "Spawn web:1#2");
    assertThat(bench.up("web:0#1").up("web:1#2").outcome())
        .isEqualTo(new Outcome.Done("defined; started 2 instances"));
  }

  @Test
  void only_defines_a_program_that_is_not_to_start_by_itself() {
    Bench bench = new Bench().apply(web().autostart(false));
    assertThat(bench.actions()).containsExactly("Done");
    assertThat(bench.outcome().message()).isEqualTo("defined");
    assertThat(bench.states("web")).containsExactly(State.STOPPED, State.STOPPED);
  }

  @Test
  void a_new_program_that_does_not_start_stays_defined_and_is_tried_again() {
    Bench bench = new Bench().apply(Specs.spec("web")).spawnFailed("web:0#1");
    assertThat(bench.outcome().message())
        .isEqualTo("web:0 could not be started: no such directory; it is tried again");
    assertThat(bench.deadline().actions()).containsExactly("Spawn web:0#2");
  }

  @Test
  void leaves_an_unchanged_program_alone() {
    Bench bench = running().apply(web());
    assertThat(bench.actions()).containsExactly("Done");
    assertThat(bench.outcome().message()).isEqualTo("unchanged");
  }

  @Test
  void reloads_an_unchanged_program_when_asked() {
    Bench bench = running().applyAndReload(web());
    assertThat(bench.actions()).containsExactly("Spawn web:0#3 after web:0#1");
    bench.up("web:0#3").leaves("web:0#1").up("web:1#4").leaves("web:1#2");
    assertThat(bench.outcome().message()).isEqualTo("reloaded 2 instances");
  }

  @Test
  void replaces_a_changed_program_and_takes_the_specification_then() {
    ProgramSpec changed = web().version("2").build();
    Bench bench = running().apply(changed);
    assertThat(bench.actions()).containsExactly("Spawn web:0#3 after web:0#1");
    assertThat(bench.program("web").spec()).isNotEqualTo(changed);
    bench.up("web:0#3").leaves("web:0#1").up("web:1#4").leaves("web:1#2");
    assertThat(bench.outcome().message()).isEqualTo("reloaded 2 instances");
    assertThat(bench.program("web").spec()).isEqualTo(changed);
  }

  @Test
  void the_old_specification_stays_in_force_when_the_new_one_does_not_get_ready() {
    Bench bench = running().apply(web().version("2")).spawned("web:0#3").exited("web:0#3", 1);
    assertThat(bench.outcome().message())
        .isEqualTo(
            "web:0 exited with code 1 before it was ready; the former process goes on serving;"
                + " the former specification stays in force");
    assertThat(bench.program("web").spec()).isEqualTo(web().build());
  }

  @Test
  void what_cannot_overlap_comes_back_with_the_old_specification() {
    Specs old = Specs.spec("worker").worker();
    Bench bench = new Bench().apply(old).spawned("worker:0#1").ready("worker:0#1");
    bench.apply(Specs.spec("worker").worker().version("2")).leaves("worker:0#1");
    bench.spawned("worker:0#2").exited("worker:0#2", 1);
    assertThat(bench.outcome()).isInstanceOf(Outcome.Failed.class);
    bench.deadline();
    assertThat(bench.lastActions())
        .anySatisfy(action ->
            assertThat(action)
                .isInstanceOfSatisfying(
                    Action.Spawn.class, spawn -> assertThat(spawn.spec()).isEqualTo(old.build())));
  }

  @Test
  void instances_that_were_replaced_before_a_failure_are_put_back_by_applying_the_old_file() {
    Bench bench = running().apply(web().version("2")).up("web:0#3").leaves("web:0#1");
    bench.spawned("web:1#4").exited("web:1#4", 1);
    assertThat(bench.apply(web()).actions()).containsExactly("Spawn web:0#5 after web:0#3");
    bench.up("web:0#5").leaves("web:0#3");
    assertThat(bench.outcome().message()).isEqualTo("reloaded 1 instance");
  }

  @Test
  void another_number_of_instances_only_scales() {
    Bench bench = running().apply(web().instances(3));
    assertThat(bench.actions()).containsExactly("Changed web", "Spawn web:2#3");
    assertThat(bench.up("web:2#3").outcome().message()).isEqualTo("scaled from 2 to 3 instances");
  }

  @Test
  void a_number_scaled_by_an_operator_survives_an_unchanged_file() {
    Bench bench = running().scale("web", 1).leaves("web:1#2").apply(web());
    assertThat(bench.outcome().message()).isEqualTo("unchanged");
    assertThat(bench.program("web").target()).isEqualTo(1);
  }

  @Test
  void instances_that_go_anyway_are_not_replaced_first() {
    Bench bench = running().apply(web().instances(1).version("2")).up("web:0#3");
    assertThat(bench.leaves("web:0#1").actions())
        .containsExactly("Steer web [0]", "Changed web", "Drain web:1#2");
    assertThat(bench.leaves("web:1#2").outcome().message())
        .isEqualTo("reloaded 1 instance; scaled from 2 to 1 instance");
  }

  @Test
  void changes_that_need_no_new_process_apply_at_once() {
    Backoff slow = new Backoff(Duration.ofSeconds(9), 1, Duration.ofSeconds(9), Duration.ZERO, 0);
    Bench bench =
        running()
            .apply(
                web()
                    .autorestart(Autorestart.ALWAYS)
                    .backoff(slow)
                    .startRetries(9)
                    .startSeconds(0)
                    .stopTimeout(Duration.ofSeconds(1)));
    assertThat(bench.actions()).containsExactly("Changed web", "Done");
    assertThat(bench.outcome().message()).isEqualTo("changed");
    assertThat(bench.exited("web:0#1", 0).untilDeadline()).contains(Duration.ofSeconds(9));
  }

  @Test
  void a_stopped_program_takes_the_new_specification_and_stays_stopped() {
    Bench bench = running().stop("web").leaves("web:0#1").leaves("web:1#2");
    assertThat(bench.apply(web().version("2")).actions()).containsExactly("Changed web", "Done");
    assertThat(bench.states("web")).containsExactly(State.STOPPED, State.STOPPED);
    assertThat(bench.program("web").spec()).isEqualTo(web().version("2").build());
  }

  @Test
  void autostart_switched_on_starts_what_never_was_except_what_an_operator_stopped() {
    Bench bench = new Bench().apply(web().autostart(false)).stop("web", 0);
    assertThat(bench.apply(web()).actions()).containsExactly("Changed web", "Spawn web:1#1");
  }

  @Test
  void a_program_that_had_given_up_starts_with_the_new_specification() {
    Bench bench = new Bench().apply(Specs.spec("web").startRetries(0)).spawnFailed("web:0#1");
    assertThat(bench.apply(Specs.spec("web").startRetries(0).version("2")).actions())
        .containsExactly("Spawn web:0#2");
    assertThat(bench.up("web:0#2").outcome()).isInstanceOf(Outcome.Done.class);
  }
}
