package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A log file and its rotated predecessors in their order of age. Rotation and compression go on
 * while we look: rotated files are told by their stamps, the current one by its key.
 */
final class LogChain {
  private static final int ATTEMPTS = 100;

  private final Path file;

  LogChain(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** The current file, at its beginning. */
  Optional<LogPart> open() throws IOException {
    return LogPart.current(file, newestRotated());
  }

  /** Stamp of the youngest rotated file, or empty text. */
  String newestRotated() throws IOException {
    List<RotatedFile> rotated = RotatedFile.of(file);
    return rotated.isEmpty() ? "" : rotated.getLast().stamp();
  }

  /** The oldest part that is younger than a rotated file. */
  Optional<LogPart> first(String after) throws IOException {
    if (FileKey.of(file).isEmpty()) {
      return Optional.empty();
    }
    for (RotatedFile rotated : RotatedFile.of(file)) {
      if (rotated.stamp().compareTo(after) > 0) {
        return rotated(rotated);
      }
    }
    return open();
  }

  /** The part and the place in it from which that many lines are left in all. */
  Optional<LogPart> open(int lines) throws IOException {
    Optional<LogPart> oldest = open();
    int missing = lines;
    if (oldest.isPresent()) {
      missing = oldest.get().seekLines(lines);
    }
    String before = oldest.map(LogPart::newestRotated).orElse("9");
    List<RotatedFile> rotated = RotatedFile.of(file);
    for (int i = rotated.size() - 1; i >= 0 && missing > 0; i--) {
      RotatedFile next = rotated.get(i);
      if (next.stamp().compareTo(before) > 0) {
        continue; // it was the current file just now
      }
      Optional<LogPart> part = rotated(next);
      if (part.isPresent()) {
        missing = part.get().seekLines(missing);
        oldest.ifPresent(LogPart::close);
        oldest = part;
      }
    }
    return oldest;
  }

  /** The part and the place in it, at or not far before the first line of that time or later. */
  Optional<LogPart> since(long millis) throws IOException {
    for (RotatedFile rotated : RotatedFile.of(file)) {
      if (rotated.time().toEpochMilli() >= millis) {
        Optional<LogPart> part = rotated(rotated);
        if (part.isPresent()) {
          part.get().seekTime(millis);
          return part;
        }
      }
    }
    Optional<LogPart> current = open();
    if (current.isPresent()) {
      current.get().seekTime(millis);
    }
    return current;
  }

  /** It may be compressed at this very moment. */
  private static Optional<LogPart> rotated(RotatedFile file) throws IOException {
    Optional<LogPart> part = LogPart.rotated(file);
    return part.isPresent()
        ? part
        : LogPart.rotated(new RotatedFile(file.log(), file.stamp(), !file.compressed()));
  }

  /** What comes after a part; empty while that is the current one, or while there is none. */
  Optional<LogPart> after(LogPart part) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Object> current = FileKey.of(file);
      if (part.stamp().isEmpty()
          && (current.isEmpty() || current.get().equals(part.key()))
          && !isRotated(part)) {
        return Optional.empty();
      }
      List<RotatedFile> newer = newer(part);
      if (part.stamp().isEmpty() && !newer.isEmpty() && isSame(part, newer.getFirst())) {
        part.rotatedAs(newer.getFirst().stamp());
        newer = newer(part);
      }
      Optional<LogPart> successor =
          newer.isEmpty()
              ? LogPart.current(file, part.stamp().orElse(part.newestRotated()))
              : rotated(newer.getFirst());
      // somebody may have rotated while we opened what was the current file
      if (successor.isPresent() && (!newer.isEmpty() || newer(part).isEmpty())) {
        return successor;
      }
      successor.ifPresent(LogPart::close);
      if (successor.isEmpty() && newer.isEmpty()) {
        return Optional.empty(); // in the midst of a rotation there is no current file
      }
    }
    return Optional.empty();
  }

  /** There is no current file: it was removed, or a rotation goes on. */
  private boolean isRotated(LogPart part) throws IOException {
    return FileKey.of(file).isEmpty() && !newer(part).isEmpty();
  }

  private List<RotatedFile> newer(LogPart part) throws IOException {
    String than = part.stamp().orElse(part.newestRotated());
    return RotatedFile.of(file).stream()
        .filter(rotated -> rotated.stamp().compareTo(than) > 0)
        .toList();
  }

  /** A compressed file has another key, but tells how long it was. */
  private static boolean isSame(LogPart part, RotatedFile rotated) throws IOException {
    Optional<Object> key = FileKey.of(rotated.plain());
    if (key.isPresent()) {
      return key.get().equals(part.key());
    }
    Optional<LogPart> compressed =
        LogPart.rotated(new RotatedFile(rotated.log(), rotated.stamp(), true));
    if (compressed.isEmpty()) {
      return false;
    }
    try (LogPart other = compressed.get()) {
      return other.size() == (part.size() & 0xFFFFFFFFL);
    }
  }
}
