package org.jdeploy.runtime.supervise;

/** Numbers runs: each number once in the life of a home. */
final class Generations {
  private long last;

  Generations(long last) {
    this.last = last;
  }

  long last() {
    return last;
  }

  Run next(Instance instance) {
    return new Run(instance, ++last);
  }

  void seen(Run run) {
    last = Math.max(last, run.generation());
  }
}
