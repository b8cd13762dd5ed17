package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The steps of a stop, and what is said about how it ended. */
class StopTest {
  private static Specs web() {
    return Specs.spec("web");
  }

  @Test
  void signals_follow_one_another_each_after_the_timeout_and_sigkill_after_the_last() {
    Bench bench = new Bench().apply(web().signals("INT", "TERM", "QUIT")).up("web:0#1");
    bench.stop("web").drained("web:0#1");
    assertThat(bench.actions()).containsExactly("Signal web:0#1 INT");
    assertThat(bench.untilDeadline()).contains(Duration.ofSeconds(2));
    assertThat(bench.deadline().actions()).containsExactly("Signal web:0#1 TERM");
    assertThat(bench.deadline().actions()).containsExactly("Signal web:0#1 QUIT");
    assertThat(bench.deadline().actions()).containsExactly("Kill web:0#1");
    assertThat(bench.untilDeadline()).isEmpty();
    bench.killed("web:0#1", "KILL");
    assertThat(bench.outcome()).isEqualTo(new Outcome.Done("killed after 6 s"));
  }

  @Test
  void says_after_which_signal_with_which_code_and_how_soon_it_ended() {
    Bench bench = new Bench().apply(web()).up("web:0#1").stop("web").drained("web:0#1");
    bench.after(Duration.ofMillis(310)).exited("web:0#1", 0);
    String how = "stopped after SIGTERM, exit code 0, 0.3 s";
    assertThat(bench.outcome()).isEqualTo(new Outcome.Done(how));
    assertThat(bench.announcements())
        .extracting(Announcement::text)
        .contains("web:0 STOPPED: " + how);
    assertThat(bench.instance("web", 0).description()).isEqualTo(how);
  }

  @Test
  void whoever_just_dies_of_the_signal_is_said_to_have_ended_after_it() {
    Bench bench = new Bench().apply(web()).up("web:0#1").stop("web").drained("web:0#1");
    bench.afterSeconds(1).killed("web:0#1", "TERM");
    assertThat(bench.outcome()).isEqualTo(new Outcome.Done("stopped after SIGTERM, 1 s"));
  }

  @Test
  void whoever_ends_while_draining_needs_no_signal() {
    Bench bench = new Bench().apply(web()).up("web:0#1").stop("web");
    bench.after(Duration.ofMillis(50)).exited("web:0#1", 0);
    assertThat(bench.outcome())
        .isEqualTo(new Outcome.Done("stopped while draining, exit code 0, 0.1 s"));
  }

  @Test
  void sums_up_how_several_instances_ended() {
    Bench bench = new Bench().apply(web().instances(3).drain(Duration.ZERO));
    bench.up("web:0#1").up("web:1#2").up("web:2#3").stop("web");
    bench.after(Duration.ofMillis(200)).exited("web:0#1", 0);
    bench.after(Duration.ofMillis(200)).exited("web:1#2", 0);
    bench.deadline().killed("web:2#3", "KILL");
    assertThat(bench.outcome())
        .isEqualTo(
            new Outcome.Done(
                "stopped 3 instances: 2 after SIGTERM, exit code 0, 0.4 s; 1 killed after 2 s"));
  }

  @Test
  void several_that_ended_alike_are_said_once() {
    Bench bench = new Bench().apply(web().instances(2).drain(Duration.ZERO));
    bench.up("web:0#1").up("web:1#2").stop("web");
    bench.exited("web:0#1", 0).afterSeconds(1).exited("web:1#2", 0);
    assertThat(bench.outcome())
        .isEqualTo(new Outcome.Done("stopped 2 instances after SIGTERM, exit code 0, 1 s"));
  }
}
