package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Merges lines of several streams by the time that they begin with. */
final class TimeMerge {
  /** As {@code 2026-11-24T10:00:00.123Z} or {@code [2026-11-24 10:00:00,123]}. */
  private static final Pattern TIME =
      Pattern.compile(
          "[\\[(\"]?(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})(?:[.,](\\d{1,9}))?.*",
          Pattern.DOTALL);

  private TimeMerge() {}

  private record Timed<T>(String time, T line) {}

  /**
   * All lines, each stream in its own order. A line without a time belongs to the one before it; a
   * stream without any time comes first.
   */
  static <T> List<T> merge(List<List<T>> streams, Function<T, String> text) {
    List<Timed<T>> all = new ArrayList<>();
    for (List<T> stream : streams) {
      String time = "";
      for (T line : stream) {
        String own = time(text.apply(line));
        // Clocks of one stream that run backwards must not change its order.
        time = own.compareTo(time) > 0 ? own : time;
        all.add(new Timed<>(time, line));
      }
    }
    all.sort(java.util.Comparator.comparing(Timed::time));
    return all.stream().map(Timed::line).toList();
  }

  private static String time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return "";
    }
    String fraction = matcher.group(3) == null ? "" : matcher.group(3);
    return matcher.group(1) + " " + matcher.group(2) + "." + fraction;
  }
}
