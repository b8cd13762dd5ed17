package org.jdeploy.deployer.console;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them: {@code 0.4s}, {@code 1m05s}. */
public final class Seconds {
  private Seconds() {}

  public static String of(Duration took) {
    if (took.compareTo(Duration.ofSeconds(60)) < 0) {
      return String.format(Locale.ROOT, "%.1fs", took.toMillis() / 1000.0);
    }
    return took.compareTo(Duration.ofHours(1)) < 0
        ? String.format(Locale.ROOT, "%dm%02ds", took.toMinutes(), took.toSecondsPart())
        : String.format(Locale.ROOT, "%dh%02dm", took.toHours(), took.toMinutesPart());
  }
}
