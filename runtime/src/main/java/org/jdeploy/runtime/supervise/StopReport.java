package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells how the processes of several slots were stopped. */
final class StopReport {
  private StopReport() {}

  /**
   * {@code stopped after SIGTERM, exit code 0, 0.3 s}; {@code stopped 4 instances: 3 after SIGTERM,
   * exit code 0, 0.3 s; 1 killed after 10 s}. The time is the longest of each kind.
   *
   * @param slots how many were to stop, those included that had no process
   */
  static String text(int slots, List<Departure.Ended> ends) {
    if (slots == 1 && ends.size() == 1) {
      return ends.getFirst().text();
    }
    Map<String, List<Departure.Ended>> kinds = new LinkedHashMap<>();
    for (Departure.Ended end : ends) {
      kinds.computeIfAbsent(end.way(), _ -> new ArrayList<>()).add(end);
    }
    String sum = "stopped " + Words.instances(slots);
    if (kinds.size() == 1 && ends.size() == slots && !ends.getFirst().killed()) {
      return sum + " " + part(ends);
    }
    String parts =
        kinds.values().stream()
            .map(alike -> alike.size() + " " + part(alike))
            .collect(Collectors.joining("; "));
    return parts.isEmpty() ? sum : sum + ": " + parts;
  }

  private static String part(List<Departure.Ended> alike) {
    Departure.Ended one = alike.getFirst();
    return one.way() + one.link() + Words.seconds(longest(alike));
  }

  private static Duration longest(List<Departure.Ended> ends) {
    return ends.stream().map(Departure.Ended::time).max(Duration::compareTo).orElseThrow();
  }
}
