package org.jdeploy.runtime.supervise;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Programs that must be gone before another one may be stopped. */
final class Precedents {
  private final List<ProgramMachine> remaining;
  private final List<String> dependents;

  /**
   * @param all that must be gone
   * @param dependents those that require it and are stopped because of it
   */
  Precedents(Collection<ProgramMachine> all, List<String> dependents) {
    this.remaining = new ArrayList<>(all);
    this.dependents = List.copyOf(dependents);
  }

  static Precedents none() {
    return new Precedents(List.of(), List.of());
  }

  /** Each of them was gone at some time: what starts again later does not count. */
  boolean wereGone() {
    remaining.removeIf(program -> !program.hasProcesses());
    return remaining.isEmpty();
  }

  /** {@code web and api, which require it, were stopped first}; empty when there were none. */
  String text() {
    return switch (dependents.size()) {
      case 0 -> "";
      case 1 -> dependents.getFirst() + ", which requires it, was stopped first";
      default -> Words.list(dependents) + ", which require it, were stopped first";
    };
  }
}
