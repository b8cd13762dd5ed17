package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What log files need beside themselves: space on a full disk, timers, compression, and somebody to
 * tell. Used by the pump's thread.
 */
final class Housekeeping {
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

  private final Supplier<Set<Path>> files;
  private final BiConsumer<Duration, Runnable> timers;
  private final Compressor compressor;
  private final Consumer<LogTrouble> troubles;
  private final Consumer<Throwable> failures;
  private long nothingLeftSince = System.nanoTime() - LOOK_AGAIN_NANOS;

  /**
   * @param files all log files there are
   * @param timers run something on the pump's thread later
   */
  Housekeeping(
      Supplier<Set<Path>> files,
      BiConsumer<Duration, Runnable> timers,
      Compressor compressor,
      Consumer<LogTrouble> troubles,
      Consumer<Throwable> failures) {
    this.files = files;
    this.timers = timers;
    this.compressor = compressor;
    this.troubles = troubles;
    this.failures = failures;
  }

  /** Deletes the oldest rotated file on a file's disk; false when there is none. */
  boolean makeRoom(Path file) {
    if (System.nanoTime() - nothingLeftSince < LOOK_AGAIN_NANOS) {
      return false;
    }
    try {
      Optional<Object> disk = disk(file);
      List<Path> same =
          files.get().stream()
              .filter(other -> other.equals(file) || disk(other).equals(disk))
              .toList();
      Optional<RotatedFile> oldest = RotatedFile.oldest(same);
      if (oldest.isPresent()) {
        oldest.get().delete();
        return true;
      }
    } catch (IOException e) {
      failures.accept(e);
    }
    nothingLeftSince = System.nanoTime();
    return false;
  }

  private static Optional<Object> disk(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      return directory == null
          ? Optional.empty()
          : Optional.of(Files.getAttribute(directory, "unix:dev"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Runs something at a time; not much later when the clock is set. */
  void at(Instant when, Runnable task) {
    Duration left = Duration.between(Instant.now(), when);
    timers.accept(left.isNegative() ? Duration.ZERO : left, task);
  }

  void compress(RotatedFile file) {
    compressor.add(file);
  }

  /** What a former daemon did not get done. */
  void compressWhatIsLeft(Path file) throws IOException {
    for (RotatedFile rotated : RotatedFile.of(file)) {
      if (rotated.compressed()) {
        Files.deleteIfExists(rotated.plain()); // the packed one is complete
      } else {
        compressor.add(rotated);
      }
    }
  }

  void tell(LogTrouble trouble) {
    troubles.accept(trouble);
  }

  void failed(Throwable e) {
    failures.accept(e);
  }
}
