package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A message to NOTIFY_SOCKET: lines of {@code NAME=value}; see sd_notify(3). What we do not know is
 * ignored, and so is a value that makes no sense.
 *
 * @param status empty text takes back what was said before
 * @param extend from now, how much longer the start or the stop may take
 * @param watchdogTrigger the program wants to be treated as one that does not answer any more
 * @param watchdogEvery how often it is going to say that it is alive, from now on
 */
record Notification(
    boolean ready,
    boolean reloading,
    boolean stopping,
    Optional<String> status,
    OptionalInt mainPid,
    Optional<Duration> extend,
    boolean watchdog,
    boolean watchdogTrigger,
    Optional<Duration> watchdogEvery) {
  private static final int LONGEST_STATUS = 200;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  static Notification parse(String message) {
    Map<String, String> values = new LinkedHashMap<>();
    message
        .lines()
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals > 0) {
            values.put(line.substring(0, equals), line.substring(equals + 1));
          }
        });
    Predicate<String> says = name -> "1".equals(values.get(name));
    OptionalInt mainPid =
        number(values, "MAINPID")
            .filter(pid -> pid > 1 && pid <= Integer.MAX_VALUE)
            .map(pid -> OptionalInt.of(pid.intValue()))
            .orElse(OptionalInt.empty());
    return new Notification(
        says.test("READY"),
        says.test("RELOADING"),
        says.test("STOPPING"),
        Optional.ofNullable(values.get("STATUS")).map(Notification::printable),
        mainPid,
        microseconds(values, "EXTEND_TIMEOUT_USEC"),
        says.test("WATCHDOG"),
        "trigger".equals(values.get("WATCHDOG")),
        microseconds(values, "WATCHDOG_USEC").filter(Duration::isPositive));
  }

  private static Optional<Long> number(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name))
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Long::parseLong);
  }

  private static Optional<Duration> microseconds(Map<String, String> values, String name) {
    return number(values, name)
        .map(micros -> Duration.ofNanos(micros % 1_000_000 * 1000).plusSeconds(micros / 1_000_000));
  }

  /** What a terminal would obey stays out of it. */
  private static String printable(String text) {
    String clean = CONTROL.matcher(text).replaceAll(" ").strip();
    return clean.length() <= LONGEST_STATUS ? clean : clean.substring(0, LONGEST_STATUS) + "…";
  }
}
