package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.Pending;

/**
 * Reads a log file from some lines before its end, through its rotated predecessors, and on as it
 * grows, is rotated, truncated, removed and made again. Memory is bounded: a line longer than 64
 * KiB comes in pieces. Used by one thread at a time.
 */
public final class LogTail implements AutoCloseable {

  /**
   * @param lines how many of the last lines to begin with; the file need not exist yet
   */
  public LogTail(Path file, int lines) {}

  /** The last lines of a file and its rotated predecessors, oldest first. */
  public static List<String> last(Path file, int lines) {
    return Pending.body();
  }

  /**
   * Hands over the complete lines that have come since the last call.
   *
   * @return how many
   */
  public int poll(Consumer<String> sink) {
    return Pending.body();
  }

  @Override
  public void close() {
    Pending.body();
  }
}
