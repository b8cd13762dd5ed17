package org.jdeploy.runtime.json;

import java.util.Comparator;
import java.util.List;

/**
 * Something in a file that cannot be used, with its place.
 *
 * @param key path of the key such as {@code programs.blogd.stop.signal}; empty when the whole text
 *     is meant
 * @param message what was expected, for a person
 */
public record Problem(Location at, String key, String message) {
  /** The order in which a person works through them: by place. */
  public static List<Problem> sorted(List<Problem> problems) {
    return problems.stream()
        .distinct()
        .sorted(
            Comparator.<Problem, String>comparing(problem -> problem.at().file())
                .thenComparingInt(problem -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()))
        .toList();
  }

  @Override
  public String toString() {
    return at + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
