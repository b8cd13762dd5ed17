package org.jdeploy.runtime.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes in any portions → whole lines. A line longer than 1 MiB is dropped to its end. */
final class LineSplitter {
  static final int LONGEST = 1 << 20;

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private boolean dropping;

  List<String> feed(ByteBuffer bytes) {
    List<String> lines = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] piece = new byte[untilNewline(bytes)];
      bytes.get(piece);
      if (dropping || pending.size() + piece.length > LONGEST) {
        dropping = true;
        pending.reset();
      } else {
        pending.writeBytes(piece);
      }
      if (bytes.hasRemaining()) {
        bytes.get();
        if (!dropping) {
          lines.add(pending.toString(UTF_8));
        }
        pending.reset();
        dropping = false;
      }
    }
    return lines;
  }

  private static int untilNewline(ByteBuffer bytes) {
    int end = bytes.position();
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    return end - bytes.position();
  }
}
