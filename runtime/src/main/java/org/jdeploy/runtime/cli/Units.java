package org.jdeploy.runtime.cli;

import java.time.Duration;
import java.util.Locale;

/** Durations and sizes as people read and write them. */
final class Units {
  private static final int ALMOST = 1024;

  private Units() {}

  /** {@code 12s}, {@code 3m 20s}, {@code 4h 5m}, {@code 12d 3h}. */
  static String uptime(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
    }
    return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }

  /** {@code 45.3 MB}. */
  static String size(long bytes) {
    if (bytes < ALMOST) {
      return bytes + " B";
    }
    double value = bytes;
    String[] units = {"B", "KB", "MB", "GB", "TB"};
    int unit = 0;
    while (value >= ALMOST && unit < units.length - 1) {
      value /= ALMOST;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /**
   * {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, or a number of seconds.
   *
   * @throws Failure when it is none of these
   */
  static Duration duration(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    try {
      long number = Long.parseLong(text.substring(0, digits));
      return switch (text.substring(digits)) {
        case "ms" -> Duration.ofMillis(number);
        case "", "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> throw notADuration(text);
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw notADuration(text);
    }
  }

  private static Failure notADuration(String text) {
    return new Failure(
        ExitCodes.USAGE, "\"" + text + "\" is no duration: say 500ms, 30s, 5m or 2h");
  }
}
