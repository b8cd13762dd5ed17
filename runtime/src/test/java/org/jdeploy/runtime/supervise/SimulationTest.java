package org.jdeploy.runtime.supervise;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random schedules, invariants checked at each step: a million steps over 200 seeds. A failing one
 * prints its trace, without the steps that it does not need. {@code -Dsimulation.seed=N} runs one
 * seed alone; {@code -Dsimulation.seeds=N} another number of them.
 */
class SimulationTest {
  private static final int STEPS = 5000;

  @Test
  void keeps_every_promise_on_random_schedules() {
    Long only = Long.getLong("simulation.seed");
    LongStream seeds =
        only != null
            ? LongStream.of(only)
            : LongStream.range(0, Long.getLong("simulation.seeds", 200));
    // told from here: a pool's thread would hide the message in a cause
    Optional<String> failure =
        seeds.parallel().mapToObj(SimulationTest::simulate).flatMap(Optional::stream).findAny();
    failure.ifPresent(text -> {
      throw new AssertionError(text);
    });
  }

  /** Why a seed fails. */
  private static Optional<String> simulate(long seed) {
    long[] schedule = Simulation.schedule(seed, STEPS);
    Simulation simulation = new Simulation();
    Throwable broken = run(simulation, schedule);
    return broken == null
        ? Optional.empty()
        : Optional.of("seed " + seed + ": " + explained(schedule, simulation.steps()));
  }

  private static @Nullable Throwable run(Simulation simulation, long[] schedule) {
    try {
      simulation.run(schedule);
      return null;
    } catch (AssertionError | RuntimeException broken) {
      return broken;
    }
  }

  /** The trace of as few steps as fail. */
  private static String explained(long[] schedule, int failedAt) {
    Minimizer minimizer = new Minimizer(steps -> run(new Simulation(), steps) != null);
    long[] few = minimizer.minimize(Arrays.copyOf(schedule, failedAt));
    Simulation simulation = new Simulation();
    Throwable broken = run(simulation, few);
    return broken + ", in " + few.length + " steps\n" + simulation.trace();
  }
}
