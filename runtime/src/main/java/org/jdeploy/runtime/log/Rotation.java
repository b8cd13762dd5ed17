package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec.Logs;

/**
 * Moves a full or old log file out of the way by renaming, and deletes rotated ones that are too
 * many, too old, or too large together. Used by one thread.
 */
final class Rotation {
  private final Path file;
  private final Logs policy;
  private final long maxSize;
  private long dueAt;
  private Optional<Instant> dueWhen = Optional.empty();
  private long rotatedBytes;

  Rotation(Path file, Logs policy) {
    this.file = file;
    this.policy = policy;
    this.maxSize = maxSize(policy);
    this.dueAt = maxSize;
  }

  /** At most half of what all files may take: so one rotated file always fits. */
  private static long maxSize(Logs policy) {
    if (policy.maxTotal() <= 0) {
      return policy.maxSize();
    }
    long half = Math.max(1, policy.maxTotal() / 2);
    return policy.maxSize() <= 0 ? half : Math.min(policy.maxSize(), half);
  }

  long maxSize() {
    return maxSize;
  }

  /** How much may still be written to a file of this size; 0 when it is to be rotated. */
  long room(long size, Instant now) {
    if (size > 0 && dueWhen.isPresent() && !now.isBefore(dueWhen.get())) {
      return 0;
    }
    return maxSize <= 0 ? Long.MAX_VALUE : Math.max(0, dueAt - size);
  }

  /**
   * The file got its first bytes.
   *
   * @return when it will be too old
   */
  Optional<Instant> begun(Instant when) {
    dueWhen = policy.rotateEvery().map(when::plus);
    return dueWhen;
  }

  /**
   * @param size of the file; when it cannot be renamed it may grow by the permitted size again,
   *     before this is tried once more
   * @return where it is now, unless none is kept
   */
  Optional<RotatedFile> rotate(long size, Instant now) throws IOException {
    dueAt = size + maxSize;
    dueWhen = policy.rotateEvery().map(now::plus);
    List<RotatedFile> before = RotatedFile.of(file);
    RotatedFile rotated = RotatedFile.next(file, before, now);
    if (Files.exists(file)) {
      Files.move(file, rotated.plain(), StandardCopyOption.ATOMIC_MOVE);
    }
    if (Files.exists(LogFiles.times(file))) {
      Files.move(LogFiles.times(file), rotated.times(), StandardCopyOption.ATOMIC_MOVE);
    }
    dueAt = maxSize;
    dueWhen = Optional.empty();
    return policy.keep() > 0 ? Optional.of(rotated) : Optional.empty();
  }

  /**
   * Deletes what is too much.
   *
   * @param size of the current file
   * @return when the next one will be too old
   */
  Optional<Instant> clean(long size, Instant now) throws IOException {
    List<RotatedFile> files = RotatedFile.of(file);
    long[] sizes = files.stream().mapToLong(RotatedFile::size).toArray();
    rotatedBytes = 0;
    for (long one : sizes) {
      rotatedBytes += one;
    }
    int first = 0;
    for (; first < files.size(); first++) {
      RotatedFile oldest = files.get(first);
      boolean tooMany = files.size() - first > policy.keep();
      boolean tooOld =
          policy.maxAge().isPresent() && !oldest.time().plus(policy.maxAge().get()).isAfter(now);
      if (!tooMany && !tooOld && !tooLarge(size)) {
        break;
      }
      oldest.delete();
      rotatedBytes -= sizes[first];
    }
    return first == files.size()
        ? Optional.empty()
        : policy.maxAge().map(files.get(first).time()::plus);
  }

  /** With a current file of this size, all take too much. */
  boolean tooLarge(long size) {
    return policy.maxTotal() > 0 && rotatedBytes > 0 && size + rotatedBytes > policy.maxTotal();
  }

  /** When the file will be too old; empty while nothing is in it. */
  Optional<Instant> due() {
    return dueWhen;
  }

  boolean compresses() {
    return policy.compress();
  }
}
