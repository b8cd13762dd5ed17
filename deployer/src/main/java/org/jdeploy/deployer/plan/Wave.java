package org.jdeploy.deployer.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Servers that go at the same time.
 *
 * @param title {@code "canary"}, {@code "batch 2 of 3"}, or empty when there is one wave only
 * @param steps the steps of each server, in order
 */
public record Wave(String title, SequencedMap<String, List<Step>> steps) {
  /** Title of the wave that takes the locks of all servers but the coordinator's. */
  public static final String LOCKS = "locks";

  public Wave {
    LinkedHashMap<String, List<Step>> copy = new LinkedHashMap<>();
    steps.forEach((server, list) -> copy.put(server, List.copyOf(list)));
    steps = Collections.unmodifiableSequencedMap(copy);
  }
}
