package org.jdeploy.runtime.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The death of the daemon, at any point, changes nothing but who watches. */
class CrashTest {
  private static final int STEPS = 60;

  @Test
  void a_daemon_that_dies_at_any_point_leads_to_the_same_as_one_that_does_not() {
    for (long seed = 0; seed < 1000; seed++) {
      long[] schedule = Simulation.schedule(seed, (int) (1 + seed % STEPS));
      Map<Instance, String> expected = new Simulation().calmly(schedule, false);
      Simulation simulation = new Simulation();
      Map<Instance, String> running = simulation.calmly(schedule, true);
      assertThat(running).as("seed %d%n%s", seed, simulation.trace()).isEqualTo(expected);
    }
  }
}
