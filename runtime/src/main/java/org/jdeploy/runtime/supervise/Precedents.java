package org.jdeploy.runtime.supervise;

import java.util.List;

/**
 * Programs that must be gone before another one may be stopped.
 *
 * @param all that must be gone
 * @param dependents those that require it and are stopped because of it
 */
record Precedents(List<ProgramMachine> all, List<String> dependents) {
  static final Precedents NONE = new Precedents(List.of(), List.of());

  Precedents {
    all = List.copyOf(all);
    dependents = List.copyOf(dependents);
  }

  boolean areGone() {
    return all.stream().allMatch(ProgramMachine::isEmpty);
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
