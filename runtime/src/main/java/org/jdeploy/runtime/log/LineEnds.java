package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import org.jdeploy.runtime.host.LinuxHost;

/** Looks into a pipe without taking anything out, by a copy in a pipe of our own. */
final class LineEnds {
  private static final int AHEAD = 65536;

  private final LinuxHost host;
  private final int[] copy;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(AHEAD);

  LineEnds(LinuxHost host) {
    this.host = host;
    this.copy = host.pipe();
  }

  /** How many bytes it is to the end of the first line, including that; 0 when none ends. */
  long bytesToLineEnd(int pipe) {
    long copied = host.tee(pipe, copy[1], AHEAD);
    if (copied <= 0) {
      return 0;
    }
    bytes.clear().limit((int) copied);
    while (bytes.hasRemaining() && host.read(copy[0], bytes) > 0) {}
    for (int i = 0; i < bytes.position(); i++) {
      if (bytes.get(i) == '\n') {
        return i + 1L;
      }
    }
    return 0;
  }

  void close() {
    host.close(copy[0]);
    host.close(copy[1]);
  }
}
