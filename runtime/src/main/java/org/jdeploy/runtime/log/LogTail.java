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
 * Reads a log file from some lines before its end, through its rotated predecessors, and on as it
 * grows, is rotated, truncated, removed and made again. Memory is bounded: a line longer than 64
 * KiB comes in pieces. Used by one thread at a time.
 */
public final class LogTail implements AutoCloseable {
  private final LogChain chain;
  private final Lines lines = new Lines();
  private final ByteBuffer block = ByteBuffer.allocate(16384);
  private @Nullable LogPart part;

  /**
   * @param lines how many of the last lines to begin with; the file need not exist yet
   */
  public LogTail(Path file, int lines) {
    this.chain = new LogChain(file);
    try {
      this.part = chain.open(lines).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of a file and its rotated predecessors, oldest first. */
  public static List<String> last(Path file, int lines) {
    List<String> result = new ArrayList<>();
    try (LogTail tail = new LogTail(file, lines)) {
      tail.poll(result::add);
      tail.lines.finish(result::add);
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
    try {
      return pollParts(sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int pollParts(Consumer<String> sink) throws IOException {
    int count = 0;
    if (part == null) {
      part = chain.open().orElse(null);
    }
    while (part != null) {
      LogPart current = part;
      if (current.wasTruncated()) {
        count += lines.finish(sink);
        current.rewind();
      }
      count += read(current, sink);
      Optional<LogPart> next = chain.after(current);
      if (next.isEmpty()) {
        return count;
      }
      count += read(current, sink); // what came between our reading and its rotation
      current.close();
      part = next.get();
    }
    return count;
  }

  private int read(LogPart from, Consumer<String> sink) throws IOException {
    int count = 0;
    while (from.read(block.clear()) > 0) {
      count += lines.feed(block.flip(), sink);
    }
    return count;
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
      part = null;
    }
  }
}
