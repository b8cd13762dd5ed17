package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log file, where pipes' bytes are moved to. Always the end: somebody else may
 * truncate it (logrotate's copytruncate), append to it, or move it away. Used by one thread.
 *
 * <p>When a file cannot be written, bytes are dropped and counted, so that no program ever waits
 * for a disk; a line says so as soon as the file takes bytes again.
 */
final class LogFile {
  /** What an ordinary pipe holds. */
  private static final int CHUNK = 65536;

  /** A line that is longer than this is cut by a rotation. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final long LOOK_AGAIN = 1_000_000_000;

  private final LinuxHost host;
  private final Path path;
  private final LineEnds lineEnds;
  private final Consumer<Throwable> failures;
  private final Rotation rotation;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
  private int fd = -1;
  private @Nullable Object identity;
  private long lookedAt;
  private long size;
  private boolean copying;
  private @Nullable String trouble;
  private long lostHere;
  private volatile long dropped;

  /**
   * @param failures told when the file cannot be rotated
   */
  LogFile(LinuxHost host, Path path, Logs policy, LineEnds lineEnds, Consumer<Throwable> failures) {
    this.host = host;
    this.failures = failures;
    this.path = path;
    this.lineEnds = lineEnds;
    this.rotation = new Rotation(path, policy);
  }

  Path path() {
    return path;
  }

  /** Bytes that could not be written so far; may be asked from any thread. */
  long dropped() {
    return dropped;
  }

  /** To be called before a series of {@link #take}: opens the file, finds its end. */
  void prepare() {
    try {
      if (fd >= 0 && System.nanoTime() - lookedAt > LOOK_AGAIN) {
        lookedAt = System.nanoTime();
        if (identity == null || !identity.equals(identity(path))) {
          close();
        }
      }
      if (fd < 0) {
        open();
      }
      size = host.size(fd);
    } catch (HostException | IOException e) {
      trouble = reason(e);
    }
  }

  private void open() throws IOException {
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    // read and write: the last byte is looked at. Not to append: splice(2) refuses that.
    fd = host.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE));
    identity = identity(path);
    lookedAt = System.nanoTime();
    size = host.size(fd);
  }

  private static @Nullable Object identity(Path path) {
    return FileKey.of(path).orElse(null);
  }

  /**
   * Moves some of what is in the pipe.
   *
   * @return bytes that left the pipe, 0 when there were none
   */
  long take(int pipe) {
    if (fd < 0) {
      return drop(pipe);
    }
    try {
      if (lostHere > 0) {
        sayWhatWasLost();
      }
      long taken = rotation.room(size) == 0 ? takeAndRotate(pipe) : move(pipe);
      trouble = null;
      return taken;
    } catch (HostException | IOException e) {
      trouble = reason(e);
      return drop(pipe);
    }
  }

  private long move(int pipe) {
    return move(pipe, Math.min(CHUNK, Math.max(1, rotation.room(size))));
  }

  private long move(int pipe, long max) {
    if (!copying) {
      try {
        long moved = Math.max(0, host.splice(pipe, fd, size, max));
        size += moved;
        return moved;
      } catch (HostException e) {
        if (!e.errorName().equals("EINVAL")) {
          throw e;
        }
        copying = true; // this file system cannot
      }
    }
    bytes.clear().limit((int) max);
    int read = Math.max(0, host.read(pipe, bytes));
    append(bytes.flip());
    return read;
  }

  private void append(ByteBuffer data) {
    try {
      while (data.hasRemaining()) {
        size += host.write(fd, data, size);
      }
    } finally {
      lost(data.remaining());
    }
  }

  /** Goes on to a new file where a line ends, so that no line is torn. */
  private long takeAndRotate(int pipe) throws IOException {
    if (endsWithNewline()) {
      rotate();
      return move(pipe);
    }
    long head = lineEnds.bytesToLineEnd(pipe);
    if (head > 0) {
      long moved = move(pipe, head);
      if (moved == head) {
        rotate();
      }
      return moved;
    }
    if (size > rotation.maxSize() + LONGEST_LINE) {
      rotate();
    }
    return move(pipe, CHUNK);
  }

  private boolean endsWithNewline() {
    bytes.clear().limit(1);
    return size == 0 || (host.read(fd, bytes, size - 1) == 1 && bytes.get(0) == '\n');
  }

  private void rotate() throws IOException {
    close();
    try {
      rotation.rotate(size);
    } catch (IOException e) {
      failures.accept(new IOException("cannot rotate " + path, e)); // the file just grows on
    }
    open();
  }

  private long drop(int pipe) {
    bytes.clear();
    long count = Math.max(0, host.read(pipe, bytes));
    lost(count);
    return count;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
  private void lost(long count) {
    lostHere += count;
    dropped += count;
  }

  private static String reason(Exception e) {
    return e instanceof HostException refused ? refused.reason() : e.toString();
  }

  private void sayWhatWasLost() {
    String line = (endsWithNewline() ? "" : "\n") + notice();
    ByteBuffer data = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (data.hasRemaining()) {
      size += host.write(fd, data, size);
    }
    lostHere = 0;
  }

  private String notice() {
    return "[jpm: " + lostHere + " bytes are missing here: " + trouble + "]\n";
  }

  void close() {
    if (fd >= 0) {
      host.close(fd);
      fd = -1;
    }
  }
}
