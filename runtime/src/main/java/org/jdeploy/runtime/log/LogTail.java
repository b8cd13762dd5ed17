package org.jdeploy.runtime.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log file from some place in it or in its rotated predecessors (compressed or not), and on
 * as it grows, is rotated, truncated, removed and made again. Memory is bounded: a line longer than
 * 64 KiB comes in pieces. Used by one thread at a time.
 */
public final class LogTail implements AutoCloseable {
  private final LogChain chain;
  private final Lines lines = new Lines();
  private final ByteBuffer block = ByteBuffer.allocate(8192).limit(0);
  private @Nullable LogPart part;

  /** While there is no part: rotated files up to this stamp are not for us. */
  private final String newestRotated;

  private LogTail(LogChain chain, Opening opening) {
    this.chain = chain;
    try {
      this.newestRotated = chain.newestRotated();
      this.part = opening.open(chain).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Opening {
    Optional<LogPart> open(LogChain chain) throws IOException;
  }

  /**
   * @param lines how many of the last lines to begin with; the file need not exist yet
   */
  public LogTail(Path file, int lines) {
    this(new LogChain(file), chain -> chain.open(lines));
  }

  /** From the first line of that time on, or from not far before it: milliseconds since 1970. */
  public static LogTail since(Path file, long millis) {
    return new LogTail(new LogChain(file), chain -> chain.since(millis));
  }

  /** The last lines of a file and its rotated predecessors, oldest first. */
  public static List<String> last(Path file, int lines) {
    List<String> result = new ArrayList<>();
    try (LogTail tail = new LogTail(file, lines)) {
      tail.poll(result::add);
      String rest = tail.lines.rest();
      if (rest != null) {
        result.add(rest);
      }
    }
    return result.size() <= lines ? result : result.subList(result.size() - lines, result.size());
  }

  /**
   * Hands over the complete lines that have come since the last call. The sink must not keep the
   * caller for long, or more rotations than files are kept may pass.
   *
   * @return how many
   */
  public int poll(Consumer<String> sink) {
    int count = 0;
    for (LogLine line = next(); line != null; line = next()) {
      sink.accept(line.text());
      count++;
    }
    return count;
  }

  /** The next complete line; null while there is none. */
  public @Nullable LogLine next() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written last and has no line end yet. */
  public @Nullable LogLine rest() {
    try {
      LogPart from = part;
      int bytes = lines.pending();
      String text = from == null ? null : lines.rest();
      return from == null || text == null
          ? null
          : new LogLine(from.timeBefore(from.position(), chain.file()), text, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable LogLine read() throws IOException {
    if (part == null) {
      part = chain.first(newestRotated).orElse(null);
    }
    boolean rotated = false;
    while (part != null) {
      LogPart current = part;
      LogLine line = line(current);
      if (line != null) {
        return line;
      }
      if (current.wasTruncated()) {
        LogLine unfinished = rest();
        current.rewind();
        if (unfinished != null) {
          return unfinished;
        }
        continue;
      }
      if (current.read(block.clear()) > 0) {
        block.flip();
        rotated = false;
        continue;
      }
      block.limit(0);
      if (!rotated && current.stamp().isEmpty()) {
        Optional<LogPart> next = chain.after(current);
        if (next.isEmpty()) {
          return null;
        }
        next.get().close();
        rotated = true; // once more: what came between our reading and its rotation
        continue;
      }
      Optional<LogPart> next = chain.after(current);
      if (next.isEmpty()) {
        return null;
      }
      current.close();
      part = next.get();
      rotated = false;
    }
    return null;
  }

  private @Nullable LogLine line(LogPart from) throws IOException {
    if (!block.hasRemaining()) {
      return null;
    }
    int before = lines.pending();
    int start = block.position();
    String text = lines.next(block);
    if (text == null) {
      return null;
    }
    long end = from.position() - block.remaining();
    return new LogLine(from.timeBefore(end, chain.file()), text, before + block.position() - start);
  }

  /**
   * Drops what has not been read yet but the last of it.
   *
   * @param keep bytes that may be left
   * @return bytes dropped, whole lines
   */
  public long skipAllBut(long keep) {
    try {
      return skip(keep);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long skip(long keep) throws IOException {
    long dropped = 0;
    while (part != null) {
      LogPart current = part;
      long unread = current.size() - current.position() + block.remaining();
      if (current.stamp().isEmpty() && unread <= keep) {
        return dropped;
      }
      Optional<LogPart> next = chain.after(current);
      long behind = next.isPresent() ? next.get().size() : 0;
      if (unread + behind <= keep) {
        next.ifPresent(LogPart::close);
        return dropped;
      }
      long excess = Math.min(unread, unread + behind - keep);
      dropped += lines.pending() + pass(current, excess);
      lines.rest();
      if (next.isEmpty()) {
        return dropped;
      }
      if (excess < unread) {
        next.get().close();
        return dropped;
      }
      current.close();
      part = next.get();
      block.limit(0);
    }
    return dropped;
  }

  /** So many bytes, and what is left of a line then. */
  private long pass(LogPart from, long bytes) throws IOException {
    long inBlock = Math.min(bytes, block.remaining());
    block.position(block.position() + (int) inBlock);
    long passed = inBlock + from.skip(bytes - inBlock);
    while (true) {
      while (block.hasRemaining()) {
        passed++;
        if (block.get() == '\n') {
          return passed;
        }
      }
      if (from.read(block.clear()) <= 0) {
        block.limit(0);
        return passed;
      }
      block.flip();
    }
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
      part = null;
    }
  }
}
