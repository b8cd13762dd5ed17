package org.jdeploy.runtime.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts bytes into lines of UTF-8; what is none becomes the replacement character. */
final class Lines {
  /** A longer line comes in pieces. */
  static final int LONGEST = 65536;

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream(128);

  /** Takes bytes up to the end of a line, and gives that line; null when they do not reach. */
  @Nullable String next(ByteBuffer bytes) {
    byte[] array = bytes.array();
    int from = bytes.arrayOffset() + bytes.position();
    int end = Math.min(from + bytes.remaining(), from + LONGEST - begun.size());
    int at = from;
    while (at < end && array[at] != '\n') {
      at++;
    }
    begun.write(array, from, at - from);
    boolean ended = at < end;
    bytes.position(at - bytes.arrayOffset() + (ended ? 1 : 0));
    return ended || begun.size() == LONGEST ? take() : null;
  }

  /** What has no line end yet, if there is something. */
  @Nullable String rest() {
    return begun.size() == 0 ? null : take();
  }

  int pending() {
    return begun.size();
  }

  private String take() {
    String line = begun.toString(StandardCharsets.UTF_8);
    begun.reset();
    return line;
  }
}
