package org.jdeploy.deployer.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jdeploy.deployer.journal.JournalEvent.What;
import org.jspecify.annotations.Nullable;

/**
 * A server's journal, or its tail, in order of sequence.
 *
 * @param events the events that could be read
 */
public record Journal(List<JournalEvent> events) {
  public static final Journal EMPTY = new Journal(List.of());

  public Journal {
    events = events.stream().sorted(Comparator.comparingLong(JournalEvent::sequence)).toList();
  }

  /** Reads lines, skipping torn ones. */
  public static Journal read(Iterable<String> lines) {
    List<JournalEvent> events = new ArrayList<>();
    lines.forEach(line -> JournalLine.read(line).ifPresent(events::add));
    return new Journal(events);
  }

  /** Sequence of the last event, 0 when there is none. */
  public long last() {
    return events.isEmpty() ? 0 : events.getLast().sequence();
  }

  /**
   * Releases that were live for good, the present one last. A rollback takes off what it left
   * behind: a release that was rolled back from is no target for the next rollback. A removed
   * release is in it no more.
   */
  public List<String> lives() {
    List<String> lives = new ArrayList<>();
    for (JournalEvent event : events) {
      if (event.type() == What.REMOVED) {
        lives.removeIf(event.release()::equals);
      } else if (event.type() == What.CONFIRMED) {
        int known = lives.indexOf(event.release());
        if (known >= 0 && event.rollback()) {
          lives.subList(known + 1, lives.size()).clear();
        } else {
          lives.removeIf(event.release()::equals);
          lives.add(event.release());
        }
      }
    }
    return List.copyOf(lives);
  }

  /** Where a rollback goes when {@code live} is the present release. */
  public Optional<String> before(String live) {
    List<String> lives = lives();
    int at = lives.indexOf(live);
    if (at < 0) {
      return lives.isEmpty() ? Optional.empty() : Optional.of(lives.getLast());
    }
    return at == 0 ? Optional.empty() : Optional.of(lives.get(at - 1));
  }

  /** Last confirmation of each release that was ever live and is not removed, oldest first. */
  public List<String> good() {
    List<String> good = new ArrayList<>();
    for (JournalEvent event : events) {
      if (event.type() == What.REMOVED || event.type() == What.CONFIRMED) {
        good.removeIf(event.release()::equals);
        if (event.type() == What.CONFIRMED) {
          good.add(event.release());
        }
      }
    }
    return List.copyOf(good);
  }

  /** Releases that were begun, never went live and are not removed, oldest first. */
  public List<String> bad() {
    List<String> good = good();
    List<String> bad = new ArrayList<>();
    for (JournalEvent event : events) {
      if (event.type() == What.REMOVED) {
        bad.removeIf(event.release()::equals);
      } else if (event.type() == What.BEGIN
          && !event.rollback()
          && !good.contains(event.release())
          && !bad.contains(event.release())) {
        bad.add(event.release());
      }
    }
    return List.copyOf(bad);
  }

  /** The event that tells what a complete release is made of. */
  public Optional<JournalEvent> prepared(String release) {
    return events.stream()
        .filter(event -> event.type() == What.PREPARED && event.release().equals(release))
        .reduce((_, later) -> later);
  }

  /** All events about a release. */
  public List<JournalEvent> about(String release) {
    return events.stream().filter(event -> event.release().equals(release)).toList();
  }

  /** What became of each release that is known, oldest first. */
  public List<ReleaseRecord> records(Set<String> present, Optional<String> live) {
    SequencedMap<String, ReleaseRecord> records = new LinkedHashMap<>();
    for (JournalEvent event : events) {
      if (!event.rollback() || records.containsKey(event.release())) {
        records.compute(event.release(), (name, known) -> next(name, known, event, present, live));
      }
    }
    return List.copyOf(records.values());
  }

  private static ReleaseRecord next(
      String name,
      @Nullable ReleaseRecord known,
      JournalEvent event,
      Set<String> present,
      Optional<String> live) {
    ReleaseRecord.Outcome before =
        known == null ? ReleaseRecord.Outcome.UNFINISHED : known.outcome();
    boolean settled = before == ReleaseRecord.Outcome.GOOD;
    ReleaseRecord.Outcome outcome =
        switch (event.type()) {
          case CONFIRMED -> ReleaseRecord.Outcome.GOOD;
          case REVERTED -> settled ? before : ReleaseRecord.Outcome.REVERTED;
          case FAILED -> settled ? before : ReleaseRecord.Outcome.FAILED;
          case BEGIN, PREPARED, PUBLISHED, REMOVED -> before;
        };
    return new ReleaseRecord(
        name,
        event.sha().isEmpty() && known != null ? known.sha() : event.sha(),
        known == null ? event.who() : known.who(),
        known == null ? event.at() : known.at(),
        outcome,
        event.took().or(() -> known == null ? Optional.empty() : known.took()),
        present.contains(name),
        live.equals(Optional.of(name)));
  }
}
