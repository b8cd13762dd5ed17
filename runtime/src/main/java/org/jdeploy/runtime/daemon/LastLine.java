package org.jdeploy.runtime.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The last line of what was printed that is not blank; as much of it as a reason has room for. */
final class LastLine {
  private static final int LONGEST = 200;

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private String last = "";

  void add(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        complete();
      } else if (begun.size() < 4 * LONGEST) {
        begun.write(b);
      }
    }
  }

  private void complete() {
    String line = begun.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
    if (!line.isEmpty()) {
      last = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
    begun.reset();
  }

  /** To be put behind a sentence: {@code : connection refused}; nothing when nothing was said. */
  String asReason() {
    complete();
    return last.isEmpty() ? "" : ": " + last;
  }
}
