package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notes beside a log file when which of its bytes came: records of 16 bytes, milliseconds since
 * 1970 and how long the file was then, both ascending. What comes within {@link #GRAIN} shares a
 * record. A convenience: when it cannot be written, lines have the time of the file. Used by one
 * thread.
 */
final class TimeIndex {
  static final int RECORD = 16;
  private static final long GRAIN = 5;
  private static final Set<PosixFilePermission> CREATED =
      PosixFilePermissions.fromString("rw-r-----");

  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD);
  private final Path log;
  private @Nullable FileChannel channel;
  private long count;
  private long lastTime;
  private long lastSize;

  /** Came after {@link #lastTime}, too soon for a record of its own. */
  private long pendingTime;

  private long pendingSize;

  TimeIndex(Path log) {
    this.log = log;
  }

  /**
   * The log file was opened.
   *
   * @param modified when it was written last
   * @return when its first bytes came
   */
  Optional<Instant> open(long size, Instant modified) {
    close();
    count = 0;
    lastTime = 0;
    lastSize = 0;
    pendingSize = 0;
    try {
      channel =
          FileChannel.open(
              LogFiles.times(log),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(CREATED));
      count = channel.size() / RECORD;
      long first = count > 0 && read(channel, 0) ? record.getLong(0) : 0;
      if (count > 0 && read(channel, count - 1)) {
        lastTime = record.getLong(0);
        lastSize = record.getLong(8);
      }
      if (lastSize > size) {
        restart();
        first = 0;
      }
      if (size > lastSize) {
        write(modified.toEpochMilli(), size);
      }
      return size == 0
          ? Optional.empty()
          : Optional.of(first == 0 ? modified : Instant.ofEpochMilli(first));
    } catch (IOException e) {
      close();
      return size == 0 ? Optional.empty() : Optional.of(modified);
    }
  }

  private boolean read(FileChannel from, long number) throws IOException {
    return from.read(record.clear(), number * RECORD) == RECORD;
  }

  /** The log file is this long now. */
  void wrote(long size, long now) {
    if (size < Math.max(lastSize, pendingSize)) {
      restart();
    }
    if (size == Math.max(lastSize, pendingSize)) {
      return;
    }
    if (now - lastTime < GRAIN && now >= lastTime) {
      pendingTime = now;
      pendingSize = size;
      return;
    }
    if (pendingSize > lastSize) {
      write(pendingTime, pendingSize);
    }
    write(Math.max(now, lastTime), size);
  }

  /** The log file was truncated. */
  void restart() {
    count = 0;
    lastTime = 0;
    lastSize = 0;
    pendingSize = 0;
    try {
      if (channel != null) {
        channel.truncate(0);
      }
    } catch (IOException e) {
      close();
    }
  }

  private void write(long time, long size) {
    lastTime = time;
    lastSize = size;
    pendingSize = 0;
    if (channel == null) {
      return;
    }
    record.clear().putLong(time).putLong(size).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record, count * RECORD + record.position());
      }
      count++;
    } catch (IOException e) {
      lastSize = size; // the disk is full, most likely: the next record stands for this one, too
    }
  }

  void close() {
    try {
      if (channel != null) {
        if (pendingSize > lastSize) {
          write(pendingTime, pendingSize);
        }
        channel.close();
      }
    } catch (IOException e) {
      // nothing more to be done with it
    } finally {
      channel = null;
    }
  }
}
