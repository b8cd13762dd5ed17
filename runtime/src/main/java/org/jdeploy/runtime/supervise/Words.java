package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How exits, durations and numbers read in messages for a person. */
final class Words {
  private Words() {}

  /** {@code exited with code 1}. */
  static String exit(Exit exit) {
    return switch (exit) {
      case Exit.Code(int status) -> "exited with code " + status;
      case Exit.Killed(String signal) -> "was killed by SIG" + signal;
      case Exit.Unknown() -> "ended, the kernel does not tell how";
    };
  }

  /** {@code was killed by SIGKILL (out of memory?)}. */
  static String exit(Exit exit, Optional<String> hint) {
    return exit(exit) + hint.map(more -> " (" + more + ")").orElse("");
  }

  /** What hooks get to know of an exit. */
  static Map<String, String> environment(Exit exit, String cause) {
    return switch (exit) {
      case Exit.Code(int status) ->
          Map.of("JPM_EXIT_CODE", String.valueOf(status), "JPM_EXIT_CAUSE", cause);
      case Exit.Killed(String signal) -> Map.of("JPM_EXIT_SIGNAL", signal, "JPM_EXIT_CAUSE", cause);
      case Exit.Unknown() -> Map.of("JPM_EXIT_CAUSE", cause);
    };
  }

  /** How long something took: {@code 0.3 s}, {@code 10 s}, {@code 2 min}. */
  static String seconds(Duration duration) {
    long tenths = (duration.toMillis() + 50) / 100;
    boolean fine = tenths < 10 || (tenths < 1200 && tenths % 10 != 0);
    return fine
        ? tenths / 10 + "." + tenths % 10 + " s"
        : duration(Duration.ofSeconds(tenths / 10));
  }

  /** {@code 200 ms}, {@code 1.5 s}, {@code 30 s}, {@code 2 min}. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return millis % 1000 == 0
          ? millis / 1000 + " s"
          : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
    return duration.toMinutes() + " min";
  }

  /** {@code 1 instance}, {@code 3 instances}. */
  static String instances(int number) {
    return number == 1 ? "1 instance" : number + " instances";
  }

  /** {@code web}, {@code web and api}, {@code web, api and db}. */
  static String list(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** The sentences that say something, joined. */
  static String join(List<String> parts) {
    return String.join("; ", parts.stream().filter(part -> !part.isEmpty()).toList());
  }
}
