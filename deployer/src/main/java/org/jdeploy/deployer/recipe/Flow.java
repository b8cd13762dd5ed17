package org.jdeploy.deployer.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All jobs of a stage by the point they hang on: {@code before:NAME}, {@code after:NAME}, and, for
 * recipes, the points themselves: {@code build}, {@code reload}, {@code remove}.
 *
 * @param jobs by point, in order
 * @param tasks every job by its name, for running one alone
 * @param templates that recipes render, source to target below the release
 */
public record Flow(
    Map<String, List<Job>> jobs, Map<String, Job> tasks, Map<String, String> templates) {

  public Flow {
    LinkedHashMap<String, List<Job>> copy = new LinkedHashMap<>();
    jobs.forEach((point, list) -> copy.put(point, List.copyOf(list)));
    jobs = Map.copyOf(copy);
    tasks = Map.copyOf(tasks);
    templates = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  /** Jobs at a point, those of recipes first. */
  public List<Job> at(String point) {
    return jobs.getOrDefault(point, List.of());
  }
}
