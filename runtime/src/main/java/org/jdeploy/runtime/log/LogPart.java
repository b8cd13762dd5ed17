package org.jdeploy.runtime.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * One open file of a log: the current one or a rotated one, and how far it has been read. It stays
 * this file whatever its name becomes.
 */
final class LogPart implements AutoCloseable {
  private static final int BLOCK = 65536;

  private final FileChannel channel;
  private final Object key;
  private final Set<Object> older;
  private long position;

  private LogPart(FileChannel channel, Object key, Set<Object> older) {
    this.channel = channel;
    this.key = key;
    this.older = older;
  }

  /**
   * @param older keys of the rotated files there are
   */
  static Optional<LogPart> open(Path path, Set<Object> older) throws IOException {
    while (true) {
      Optional<Object> before = FileKey.of(path);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      FileChannel channel;
      try {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
      if (before.equals(FileKey.of(path))) {
        return Optional.of(new LogPart(channel, before.get(), older));
      }
      channel.close(); // replaced at this very moment
    }
  }

  Object key() {
    return key;
  }

  /** Keys of files that are older than this one, as known when it was opened. */
  Set<Object> older() {
    return older;
  }

  int read(ByteBuffer buffer) throws IOException {
    int count = channel.read(buffer, position);
    position += Math.max(0, count);
    return count;
  }

  boolean wasTruncated() throws IOException {
    return channel.size() < position;
  }

  void rewind() {
    position = 0;
  }

  /**
   * Goes to where that many lines are left; an unfinished line counts.
   *
   * @return how many lines are missing because the file has fewer; then it is at its beginning
   */
  int seekLines(int lines) throws IOException {
    long end = channel.size();
    position = end;
    if (lines == 0 || end == 0) {
      return lines;
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    int found = 0;
    for (long from = end; from > 0; from -= Math.min(BLOCK, from)) {
      long start = Math.max(0, from - BLOCK);
      block.clear().limit((int) (from - start));
      while (block.hasRemaining() && channel.read(block, start + block.position()) > 0) {}
      for (int i = block.position() - 1; i >= 0; i--) {
        boolean lastByte = start + i == end - 1;
        if (block.get(i) == '\n' && !lastByte && ++found == lines) {
          position = start + i + 1;
          return 0;
        }
      }
    }
    position = 0;
    return lines - found - 1;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
