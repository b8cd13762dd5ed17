package org.jdeploy.runtime.supervise;

import java.util.Arrays;
import java.util.function.Predicate;

/** Delta debugging: what can be left out of a failing schedule while it still fails. */
final class Minimizer {
  /** So many schedules are tried: minutes at worst, for a failure that somebody is to read. */
  private static final int MOST_RUNS = 3000;

  private final Predicate<long[]> fails;
  private int runs;

  Minimizer(Predicate<long[]> fails) {
    this.fails = fails;
  }

  /** A part of the schedule that fails; none of its steps alone can be left out, if time allows. */
  long[] minimize(long[] failing) {
    long[] steps = failing;
    for (int chunk = Math.max(1, steps.length / 2); chunk > 0; chunk = chunk == 1 ? 0 : chunk / 2) {
      boolean shorter = true;
      while (shorter && runs < MOST_RUNS) {
        long[] rest = withoutChunks(steps, chunk);
        shorter = chunk == 1 && rest.length < steps.length;
        steps = rest;
      }
    }
    return steps;
  }

  private long[] withoutChunks(long[] all, int chunk) {
    long[] steps = all;
    for (int from = 0; from < steps.length && runs < MOST_RUNS; ) {
      long[] rest = without(steps, from, Math.min(steps.length, from + chunk));
      runs++;
      if (fails.test(rest)) {
        steps = rest;
      } else {
        from += chunk;
      }
    }
    return steps;
  }

  private static long[] without(long[] steps, int from, int to) {
    long[] rest = Arrays.copyOf(steps, steps.length - (to - from));
    System.arraycopy(steps, to, rest, from, steps.length - to);
    return rest;
  }
}
