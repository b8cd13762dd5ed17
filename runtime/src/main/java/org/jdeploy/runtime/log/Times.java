package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a {@link TimeIndex}: when bytes of a log file came. Used by one thread. */
final class Times implements AutoCloseable {
  private final @Nullable FileChannel channel;
  private final ByteBuffer records = ByteBuffer.allocate(64 * TimeIndex.RECORD).limit(0);

  /** Of the first record in {@link #records}. */
  private long number;

  private Times(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  static Times open(Path index) {
    try {
      return new Times(FileChannel.open(index, StandardOpenOption.READ));
    } catch (IOException e) {
      return new Times(null);
    }
  }

  /**
   * When the byte at this offset came, in milliseconds since 1970. Fast for ascending offsets.
   *
   * @param otherwise when there is no record of it
   */
  long at(long offset, long otherwise) throws IOException {
    if (channel == null) {
      return otherwise;
    }
    while (true) {
      for (int at = records.position(); at < records.limit(); at += TimeIndex.RECORD) {
        if (records.getLong(at + 8) > offset) {
          records.position(at);
          return records.getLong(at);
        }
        records.position(at + TimeIndex.RECORD);
      }
      if (!load(number + records.limit() / TimeIndex.RECORD)) {
        return otherwise;
      }
    }
  }

  private boolean load(long from) throws IOException {
    FileChannel source = channel;
    if (source == null) {
      return false;
    }
    number = from;
    records.clear();
    int read = source.read(records, from * TimeIndex.RECORD);
    int whole = Math.max(0, read) / TimeIndex.RECORD * TimeIndex.RECORD;
    records.position(0).limit(whole);
    return whole > 0;
  }

  /** The log file was truncated, or is read from another place. */
  void rewind() {
    number = 0;
    records.position(0).limit(0);
  }

  /** Offset from which on all bytes came at that time or later; 0 when that is not known. */
  long offset(long millis) throws IOException {
    if (channel == null) {
      return 0;
    }
    long low = 0;
    long high = channel.size() / TimeIndex.RECORD;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (!load(middle) || records.getLong(0) >= millis) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    long offset = low == 0 || !load(low - 1) ? 0 : records.getLong(8);
    rewind();
    return offset;
  }

  /** For reading on from this offset. */
  void seek(long offset) throws IOException {
    if (channel == null) {
      return;
    }
    long low = 0;
    long high = channel.size() / TimeIndex.RECORD;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (!load(middle) || records.getLong(8) > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    number = low;
    records.position(0).limit(0);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
