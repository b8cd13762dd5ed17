package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;

/**
 * Looks into a pipe without taking anything out, by a copy in a pipe of our own; what has been
 * dealt with is thrown away afterwards. When we are killed in between, the next one sees it again.
 */
final class Peek {
  static final int AHEAD = 65536;

  private final LinuxHost host;
  private final int[] copy;
  private final int nothing;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(AHEAD);

  Peek(LinuxHost host) {
    this.host = host;
    this.copy = host.pipe();
    this.nothing = host.open(Path.of("/dev/null"), EnumSet.of(OpenFlag.WRITE));
  }

  /** What is in the pipe, up to 64 KiB; valid until the next call. */
  ByteBuffer look(int pipe) {
    bytes.clear();
    long copied = host.tee(pipe, copy[1], AHEAD);
    bytes.limit((int) Math.max(0, copied));
    while (bytes.hasRemaining() && host.read(copy[0], bytes) > 0) {}
    return bytes.flip();
  }

  /** How many bytes it is to the end of the first line, including that; 0 when none ends. */
  long bytesToLineEnd(int pipe) {
    ByteBuffer seen = look(pipe);
    for (int i = 0; i < seen.limit(); i++) {
      if (seen.get(i) == '\n') {
        return i + 1L;
      }
    }
    return 0;
  }

  /** Takes so many bytes out; how many there were. */
  long discard(int pipe, long count) {
    long left = count;
    while (left > 0) {
      long gone = host.splice(pipe, nothing, -1, left);
      if (gone <= 0) {
        break;
      }
      left -= gone;
    }
    return count - left;
  }

  void close() {
    host.close(copy[0]);
    host.close(copy[1]);
    host.close(nothing);
  }
}
