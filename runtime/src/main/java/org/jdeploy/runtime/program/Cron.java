package org.jdeploy.runtime.program;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression of five fields, as crontab(5) has them: minute, hour, day of month, month, day
 * of week; with lists, ranges, steps, names, and words such as {@code @daily}. When both days are
 * restricted, either will do.
 *
 * <p>Where clocks are changed: times that are skipped are made up for once, at the first moment
 * after the gap; times that come twice count once, the first time. What runs every hour, or more
 * often than that (the hour begins with {@code *}), goes on by elapsed time in both cases.
 */
public final class Cron {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final Map<String, String> WORDS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** After so many the calendar has had each date on each day of the week. */
  private static final int YEARS_OF_ALL_KINDS = 28;

  /** Every date of the calendar comes within eight years (February 29th around 2100). */
  private static final int HORIZON_DAYS = 366 * 9;

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean anyDayOfMonth;
  private final boolean anyDayOfWeek;
  private final boolean everyHour;

  private Cron(String[] fields) {
    minutes = new CronField("minute", 0, 59, List.of()).parse(fields[0]);
    hours = new CronField("hour", 0, 23, List.of()).parse(fields[1]);
    daysOfMonth = new CronField("day of month", 1, 31, List.of()).parse(fields[2]);
    months = new CronField("month", 1, 12, MONTHS).parse(fields[3]);
    BitSet week = new CronField("day of week", 0, 7, DAYS).parse(fields[4]);
    if (week.get(7)) {
      week.set(0);
    }
    daysOfWeek = week;
    anyDayOfMonth = fields[2].startsWith("*");
    anyDayOfWeek = fields[4].startsWith("*");
    everyHour = fields[1].startsWith("*");
  }

  /**
   * @throws IllegalArgumentException with a sentence for what is wrong
   */
  public static Cron parse(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.startsWith("@")) {
      String meaning = WORDS.get(plain);
      if (meaning == null) {
        throw new IllegalArgumentException(
            "there is no \""
                + text.strip()
                + "\"; known are @yearly, @monthly, @weekly, @daily and @hourly");
      }
      plain = meaning;
    }
    String[] fields = plain.split("\\s+", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "expected five fields (minute, hour, day of month, month, day of week), found "
              + (plain.isEmpty() ? 0 : fields.length));
    }
    Cron cron = new Cron(fields);
    if (!cron.everComes()) {
      throw new IllegalArgumentException("there is no such day: " + fields[2] + " " + fields[3]);
    }
    return cron;
  }

  private boolean everComes() {
    LocalDate day = LocalDate.of(2024, 1, 1);
    for (int i = 0; i < YEARS_OF_ALL_KINDS * 366; i++) {
      if (matches(day.plusDays(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return (anyDayOfMonth || anyDayOfWeek) ? (ofMonth && ofWeek) : (ofMonth || ofWeek);
  }

  private boolean matches(LocalDateTime time) {
    return minutes.get(time.getMinute())
        && hours.get(time.getHour())
        && matches(time.toLocalDate());
  }

  /** The first time after the instant; empty when there is none within nine years. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return everyHour ? nextByElapsedTime(after, rules) : nextByClock(after, rules);
  }

  /** Minute by minute of elapsed time, but whole days at once where none matches. */
  private Optional<Instant> nextByElapsedTime(Instant after, ZoneRules rules) {
    Instant time = Instant.ofEpochSecond(Math.floorDiv(after.getEpochSecond(), 60) * 60 + 60);
    Instant end = after.plus(Duration.ofDays(HORIZON_DAYS));
    while (time.isBefore(end)) {
      LocalDateTime local = local(time, rules);
      if (matches(local)) {
        return Optional.of(time);
      }
      boolean dayMatches = matches(local.toLocalDate());
      // a jump stays short of midnight by more than any change of clocks
      boolean early = local.getHour() < 20;
      time = time.plusSeconds(!dayMatches && early ? 3600 : 60);
      if (!dayMatches && early) {
        time = Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), 60) * 60);
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> nextByClock(Instant after, ZoneRules rules) {
    // a day earlier: what was skipped yesterday may come today
    LocalDate day = local(after, rules).toLocalDate().minusDays(1);
    for (int i = 0; i < HORIZON_DAYS; i++, day = day.plusDays(1)) {
      if (matches(day)) {
        Optional<Instant> found = nextOn(day, after, rules);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> nextOn(LocalDate day, Instant after, ZoneRules rules) {
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        Instant time = instant(day.atTime(LocalTime.of(hour, minute)), rules);
        if (time.isAfter(after)) {
          return Optional.of(time);
        }
      }
    }
    return Optional.empty();
  }

  /** Of a skipped time: the end of the gap. Of a doubled one: the first. */
  private static Instant instant(LocalDateTime local, ZoneRules rules) {
    ZoneOffsetTransition change = rules.getTransition(local);
    if (change != null && change.isGap()) {
      return change.getInstant();
    }
    return local.toInstant(change == null ? rules.getOffset(local) : change.getOffsetBefore());
  }

  private static LocalDateTime local(Instant time, ZoneRules rules) {
    return LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, rules.getOffset(time));
  }
}
