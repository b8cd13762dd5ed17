package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.program.Cron;
import org.jdeploy.runtime.program.ProgramSpec.Schedule;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen by the clock, and when. Pure: the clock is passed in, and the owner has {@link
 * #due} looked at when {@link #next} has come or the clock was set.
 *
 * <p>A time that passed while the machine slept is made up for once. When the clock is set back by
 * less than three hours, what has happened does not happen again.
 */
final class Schedules {
  private static final Duration CORRECTION = Duration.ofHours(3);

  private final InstantSource wall;
  private final Map<Key, Entry> entries = new HashMap<>();

  /** Something a program's schedule says. */
  enum Verb {
    START,
    RESTART,
    RELOAD
  }

  /** At most one time for each verb of a program. */
  record Key(String program, Verb verb) {}

  private record Entry(String expression, ZoneId zone, Cron cron, Optional<Instant> due) {}

  Schedules(InstantSource wall) {
    this.wall = wall;
  }

  /** Takes over what the programs' specifications say; what is unchanged keeps its time. */
  void update(List<ProgramView> programs) {
    Set<Key> there = new HashSet<>();
    for (ProgramView program : programs) {
      Schedule schedule = program.spec().schedule();
      ZoneId zone = schedule.timezone().map(ZoneId::of).orElseGet(ZoneId::systemDefault);
      enter(program.name(), Verb.START, schedule.start(), zone, there);
      enter(program.name(), Verb.RESTART, schedule.restart(), zone, there);
      enter(program.name(), Verb.RELOAD, schedule.reload(), zone, there);
    }
    entries.keySet().retainAll(there);
  }

  private void enter(
      String program, Verb verb, Optional<String> expression, ZoneId zone, Set<Key> there) {
    if (expression.isEmpty()) {
      return;
    }
    Key key = new Key(program, verb);
    there.add(key);
    @Nullable Entry known = entries.get(key);
    if (known == null
        || !known.expression().equals(expression.get())
        || !known.zone().equals(zone)) {
      Cron cron = Cron.parse(expression.get());
      entries.put(key, new Entry(expression.get(), zone, cron, cron.next(wall.instant(), zone)));
    }
  }

  /** The next time that something is to happen. */
  Optional<Instant> next() {
    return entries.values().stream().flatMap(entry -> entry.due().stream()).min(Instant::compareTo);
  }

  /** When the program's schedule says something next, by verb. */
  Optional<Instant> next(String program, Verb verb) {
    return Optional.ofNullable(entries.get(new Key(program, verb))).flatMap(Entry::due);
  }

  /** What is to happen now, each once; and all is set for the times after. */
  List<Key> due() {
    Instant now = wall.instant();
    List<Key> due = new ArrayList<>();
    entries.replaceAll((key, entry) -> {
      boolean happens = entry.due().filter(time -> !time.isAfter(now)).isPresent();
      if (happens) {
        due.add(key);
      }
      return new Entry(
          entry.expression(),
          entry.zone(),
          entry.cron(),
          entry.cron().next(base(entry, happens, now), entry.zone()));
    });
    due.sort(java.util.Comparator.comparing(Key::program).thenComparing(Key::verb));
    return due;
  }

  /** The clock was set back a little: the time that is waited for stays the one after the last. */
  private static Instant base(Entry entry, boolean happens, Instant now) {
    if (happens || entry.due().isEmpty()) {
      return now;
    }
    Instant due = entry.due().get();
    Instant justBefore = due.minusSeconds(1);
    Optional<Instant> earlier = entry.cron().next(now, entry.zone());
    boolean setBack = earlier.isPresent() && earlier.get().isBefore(due);
    boolean little = Duration.between(now, due).compareTo(CORRECTION) < 0;
    return setBack && little ? justBefore : now;
  }
}
