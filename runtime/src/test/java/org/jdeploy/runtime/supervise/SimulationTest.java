package org.jdeploy.runtime.supervise;

import org.junit.jupiter.api.Test;

/**
 * Random schedules, invariants checked at each step. {@code -Dsimulation.seed=N} runs one seed
 * alone; {@code -Dsimulation.seeds=N} more of them than the usual number.
 */
class SimulationTest {
  private static final int STEPS = 1000;

  @Test
  void keeps_every_promise_on_random_schedules() {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      simulate(only);
      return;
    }
    for (long seed = 0; seed < Long.getLong("simulation.seeds", 120); seed++) {
      simulate(seed);
    }
  }

  private static void simulate(long seed) {
    Simulation simulation = new Simulation(seed);
    try {
      simulation.run(STEPS);
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError(
          "seed " + seed + ": " + broken.getMessage() + "\n" + simulation.trace(), broken);
    }
  }
}
