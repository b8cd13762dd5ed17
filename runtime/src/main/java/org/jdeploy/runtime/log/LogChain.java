package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A log file and its rotated predecessors in their order of age. Rotation goes on while we look:
 * files are told by their keys, never by their names.
 */
final class LogChain {
  private static final int ATTEMPTS = 100;

  private final Path file;

  LogChain(Path file) {
    this.file = file;
  }

  /** The current file, at its beginning. */
  Optional<LogPart> open() throws IOException {
    return open(0, keys(rotated()));
  }

  /** The part and the place in it from which that many lines are left in all. */
  Optional<LogPart> open(int lines) throws IOException {
    Optional<LogPart> oldest = open();
    if (oldest.isEmpty()) {
      return oldest;
    }
    int missing = oldest.get().seekLines(lines);
    int number = 1;
    while (missing > 0) {
      Optional<LogPart> before = open(number, Set.of());
      if (before.isEmpty()) {
        return oldest;
      }
      if (before.get().key().equals(oldest.get().key())) {
        before.get().close(); // rotated meanwhile: one name further
        number++;
        continue;
      }
      missing = before.get().seekLines(missing);
      oldest.get().close();
      oldest = before;
      number++;
    }
    return oldest;
  }

  /** What comes after a part; empty while that is the current one, or while there is none. */
  Optional<LogPart> after(LogPart part) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Object> current = FileKey.of(file);
      if (current.isEmpty() || current.get().equals(part.key())) {
        return Optional.empty();
      }
      List<Optional<Object>> rotated = rotated();
      int at = rotated.indexOf(Optional.of(part.key()));
      int next = at >= 0 ? at : oldestUnknown(rotated, part.older());
      Optional<LogPart> successor = open(next, keys(rotated.subList(next, rotated.size())));
      boolean still =
          successor.isPresent()
              && Optional.of(successor.get().key())
                  .equals(next == 0 ? FileKey.of(file) : rotated.get(next - 1))
              && rotated.equals(rotated());
      if (still) {
        return successor;
      }
      successor.ifPresent(LogPart::close);
    }
    return Optional.empty();
  }

  /** The part was removed. What was not there when it was opened is newer: the oldest of that. */
  private static int oldestUnknown(List<Optional<Object>> rotated, Set<Object> older) {
    for (int number = rotated.size(); number > 0; number--) {
      Optional<Object> key = rotated.get(number - 1);
      if (key.isPresent() && !older.contains(key.get())) {
        return number;
      }
    }
    return 0;
  }

  /** Keys of the rotated files, youngest first. In the midst of a rotation one name is free. */
  private List<Optional<Object>> rotated() {
    List<Optional<Object>> keys = new ArrayList<>();
    for (int number = 1; ; number++) {
      Optional<Object> key = FileKey.of(LogFiles.rotated(file, number));
      if (key.isEmpty() && (number > 1 && keys.getLast().isEmpty())) {
        keys.removeLast();
        return keys;
      }
      keys.add(key);
    }
  }

  private static Set<Object> keys(List<Optional<Object>> files) {
    return files.stream().flatMap(Optional::stream).collect(Collectors.toSet());
  }

  private Optional<LogPart> open(int number, Set<Object> older) throws IOException {
    return LogPart.open(number == 0 ? file : LogFiles.rotated(file, number), older);
  }
}
