package org.jdeploy.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One open file of a log: the current one or a rotated one, and how far it has been read. It stays
 * this file whatever its name becomes.
 */
final class LogPart implements AutoCloseable {
  private static final int BLOCK = 16384;

  private final FileChannel channel;
  private final Object key;
  private final Times times;
  private final boolean compressed;
  private final String newestRotated;
  private Optional<String> stamp;
  private @Nullable InputStream unpacked;
  private long position;

  private LogPart(
      FileChannel channel,
      Object key,
      Times times,
      boolean compressed,
      Optional<String> stamp,
      String newestRotated) {
    this.channel = channel;
    this.key = key;
    this.times = times;
    this.compressed = compressed;
    this.stamp = stamp;
    this.newestRotated = newestRotated;
  }

  /**
   * The current file.
   *
   * @param newestRotated stamp of the youngest rotated file there was before, or empty text
   */
  static Optional<LogPart> current(Path path, String newestRotated) throws IOException {
    return open(path, LogFiles.times(path), false, Optional.empty(), newestRotated);
  }

  static Optional<LogPart> rotated(RotatedFile file) throws IOException {
    return open(
        file.path(), file.times(), file.compressed(), Optional.of(file.stamp()), file.stamp());
  }

  private static Optional<LogPart> open(
      Path path, Path index, boolean compressed, Optional<String> stamp, String newestRotated)
      throws IOException {
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
      Times times = Times.open(index);
      if (before.equals(FileKey.of(path))) {
        return Optional.of(
            new LogPart(channel, before.get(), times, compressed, stamp, newestRotated));
      }
      times.close();
      channel.close(); // replaced at this very moment
    }
  }

  Object key() {
    return key;
  }

  /** Of the rotation of this file, as far as that is known. */
  Optional<String> stamp() {
    return stamp;
  }

  /** It was the current file, and has been rotated. */
  void rotatedAs(String stamp) {
    this.stamp = Optional.of(stamp);
  }

  /** Rotated files up to this stamp are older than this one. */
  String newestRotated() {
    return newestRotated;
  }

  /** Uncompressed bytes, modulo 2^32 when it is compressed. */
  long size() throws IOException {
    if (!compressed) {
      return channel.size();
    }
    ByteBuffer trailer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    int read = channel.read(trailer, Math.max(0, channel.size() - 4));
    return read == 4 ? Integer.toUnsignedLong(trailer.getInt(0)) : 0;
  }

  /** How far it has been read. */
  long position() {
    return position;
  }

  int read(ByteBuffer buffer) throws IOException {
    int count;
    if (compressed) {
      count =
          unpacked()
              .read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      buffer.position(buffer.position() + Math.max(0, count));
    } else {
      count = channel.read(buffer, position);
    }
    position += Math.max(0, count);
    return count;
  }

  private InputStream unpacked() throws IOException {
    InputStream known = unpacked;
    if (known == null) {
      channel.position(0);
      known = new GZIPInputStream(Channels.newInputStream(channel), 4096);
      unpacked = known;
    }
    return known;
  }

  boolean wasTruncated() throws IOException {
    return !compressed && channel.size() < position;
  }

  void rewind() {
    unpacked = null;
    position = 0;
    times.rewind();
  }

  /** When the byte before this offset came, in milliseconds since 1970. */
  long timeBefore(long offset, Path current) throws IOException {
    return times.at(
        Math.max(0, offset - 1),
        stamp.isEmpty() ? modified(current) : RotatedFile.time(stamp.get()).toEpochMilli());
  }

  private static long modified(Path current) {
    try {
      return Files.getLastModifiedTime(current).toMillis();
    } catch (IOException e) {
      return System.currentTimeMillis();
    }
  }

  /** Goes to a line before which there is nothing as young as that; not far before the first. */
  void seekTime(long millis) throws IOException {
    if (!compressed) {
      seek(lineStart(Math.min(channel.size(), times.offset(millis))));
    }
  }

  private void seek(long offset) throws IOException {
    position = offset;
    times.seek(offset);
  }

  private long lineStart(long offset) throws IOException {
    long from = Math.max(0, offset - Lines.LONGEST);
    ByteBuffer block = ByteBuffer.allocate((int) (offset - from));
    while (block.hasRemaining() && channel.read(block, from + block.position()) > 0) {}
    for (int i = block.position() - 1; i >= 0; i--) {
      if (block.get(i) == '\n') {
        return from + i + 1;
      }
    }
    return from;
  }

  /** Passes over so many bytes, at most to its end; how many there were. */
  long skip(long bytes) throws IOException {
    long before = position;
    if (compressed) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (position - before < bytes) {
        long left = bytes - (position - before);
        if (read(block.clear().limit((int) Math.min(BLOCK, left))) <= 0) {
          break;
        }
      }
    } else {
      seek(Math.max(before, Math.min(channel.size(), before + bytes)));
    }
    return position - before;
  }

  /**
   * Goes to where that many lines are left; an unfinished line counts.
   *
   * @return how many lines are missing because the file has fewer; then it is at its beginning
   */
  int seekLines(int lines) throws IOException {
    return compressed ? seekPackedLines(lines) : seekPlainLines(lines);
  }

  private int seekPlainLines(int lines) throws IOException {
    long end = channel.size();
    if (lines == 0 || end == 0) {
      seek(end);
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
          seek(start + i + 1);
          return 0;
        }
      }
    }
    seek(0);
    return lines - found - 1;
  }

  private int seekPackedLines(int lines) throws IOException {
    long all = 0;
    byte last = '\n';
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (read(block.clear()) > 0) {
      last = block.get(block.position() - 1);
      all += newlines(block.flip());
    }
    all += last == '\n' ? 0 : 1;
    rewind();
    long passed = 0;
    while (passed < all - lines && read(block.clear().limit(BLOCK)) > 0) {
      block.flip();
      long here = newlines(block.duplicate());
      if (passed + here <= all - lines) {
        passed += here;
        continue;
      }
      long start = position - block.limit();
      while (passed < all - lines) {
        passed += block.get() == '\n' ? 1 : 0;
      }
      long target = start + block.position();
      rewind();
      skip(target);
    }
    return (int) Math.max(0, lines - all);
  }

  private static long newlines(ByteBuffer block) {
    long count = 0;
    while (block.hasRemaining()) {
      count += block.get() == '\n' ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    try {
      times.close();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
