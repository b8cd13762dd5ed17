package org.jdeploy.deployer.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** One step of a phase and how far each server is with it. Not safe for several threads. */
final class StepLine {
  /** More than these are counted, not named. */
  private static final int NAMED = 6;

  private static final int TITLE_WIDTH = 34;

  private final String title;
  private final SequencedMap<String, Optional<End>> hosts = new LinkedHashMap<>();

  private record End(Duration took, boolean success) {}

  StepLine(String title) {
    this.title = title;
  }

  void start(String host) {
    hosts.putIfAbsent(host, Optional.empty());
  }

  void end(String host, Duration took, boolean success) {
    hosts.put(host, Optional.of(new End(took, success)));
  }

  boolean ended(String host) {
    return hosts.getOrDefault(host, Optional.empty()).isPresent();
  }

  /**
   * @param order of the servers, for their names to stand in the same place on every line
   */
  String show(Look look, Collection<String> order) {
    boolean failed = hosts.values().stream().flatMap(Optional::stream).anyMatch(e -> !e.success);
    boolean running = hosts.values().stream().anyMatch(Optional::isEmpty);
    String mark = failed ? look.cross() : running ? look.dots() : look.tick();
    String padded =
        title.length() < TITLE_WIDTH ? title + " ".repeat(TITLE_WIDTH - title.length()) : title;
    return "  "
        + mark
        + " "
        + padded
        + "  "
        + (hosts.size() > NAMED ? counted(look) : named(look, order));
  }

  private String named(Look look, Collection<String> order) {
    List<String> names = new ArrayList<>(order);
    names.retainAll(hosts.keySet());
    hosts.keySet().stream().filter(host -> !order.contains(host)).forEach(names::add);
    List<String> parts = new ArrayList<>();
    names.forEach(host ->
        parts.add(
            hosts
                .getOrDefault(host, Optional.empty())
                .map(e ->
                    e.success
                        ? host + " " + look.dim(Seconds.of(e.took))
                        : look.cross() + " " + look.bad(host + " " + Seconds.of(e.took)))
                .orElse(host + " " + look.dots())));
    return String.join("  ", parts);
  }

  private String counted(Look look) {
    long done = hosts.values().stream().filter(Optional::isPresent).count();
    Duration slowest = Duration.ZERO;
    String slow = "";
    List<String> failed = new ArrayList<>();
    for (var entry : hosts.entrySet()) {
      Optional<End> end = entry.getValue();
      if (end.isPresent() && end.get().took.compareTo(slowest) >= 0) {
        slowest = end.get().took;
        slow = entry.getKey();
      }
      if (end.isPresent() && !end.get().success) {
        failed.add(entry.getKey());
      }
    }
    String servers =
        done == hosts.size() ? done + " servers" : done + " of " + hosts.size() + " servers";
    String at = slow.isEmpty() ? "" : look.dim("  slowest " + slow + " " + Seconds.of(slowest));
    return servers
        + at
        + (failed.isEmpty() ? "" : look.bad("  failed: " + String.join(", ", failed)));
  }
}
