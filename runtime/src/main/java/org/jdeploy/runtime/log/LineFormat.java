package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.program.ProgramSpec.Logs.Prefix;

/**
 * Puts something before each line, or makes it a JSON object, as its bytes come: nothing waits for
 * the end of a line. A line of more than 64 KiB becomes several. Used by one thread.
 */
final class LineFormat {
  /** The longest that comes of one byte, beside a line's beginning and end. */
  private static final int LONGEST_BYTE = 6;

  private static final byte[] REPLACEMENT = "\\ufffd".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Prefix prefix;
  private final String afterTime;
  private final byte[] end;
  private boolean within;
  private int length;

  /** Bytes of a character that are still to come, of one that was begun. */
  private int missing;

  LineFormat(Prefix prefix, LogSource source) {
    this.prefix = prefix;
    this.afterTime =
        switch (prefix) {
          case NONE, TIME -> "";
          case FULL -> source.program() + ":" + source.slot() + " " + source.stream() + " | ";
          case JSON ->
              "\",\"name\":"
                  + Json.compact(source.program())
                  + ",\"instance\":"
                  + source.slot()
                  + ",\"stream\":\""
                  + source.stream()
                  + "\",\"line\":\"";
        };
    this.end = (prefix == Prefix.JSON ? "\"}\n" : "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** A line has begun and not ended. */
  boolean isWithin() {
    return within;
  }

  /** What comes next begins a line, whatever was before. */
  void restart() {
    within = false;
    missing = 0;
  }

  /** Formats what fits; the rest stays. */
  void format(ByteBuffer from, ByteBuffer to, String time) {
    byte[] beginning = beginning(time);
    int reserve = beginning.length + 2 * end.length + 2 * LONGEST_BYTE;
    while (from.hasRemaining() && to.remaining() >= reserve) {
      byte b = from.get();
      if (within && b != '\n' && length >= Lines.LONGEST) {
        to.put(end);
        restart();
      }
      if (!within) {
        to.put(beginning);
        within = true;
        length = 0;
      }
      length++;
      if (b == '\n') {
        to.put(end);
        restart();
      } else if (prefix == Prefix.JSON) {
        escaped(b, from, to);
      } else {
        to.put(b);
      }
    }
  }

  private byte[] beginning(String time) {
    String text =
        switch (prefix) {
          case NONE -> "";
          case TIME, FULL -> time + " " + afterTime;
          case JSON -> "{\"time\":\"" + time + afterTime;
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void escaped(byte b, ByteBuffer rest, ByteBuffer to) {
    if (missing > 0 && (b & 0xC0) == 0x80) {
      missing--;
      to.put(b);
      return;
    }
    missing = 0;
    if (b < 0) {
      int more = b >= (byte) 0xF0 ? 3 : b >= (byte) 0xE0 ? 2 : 1;
      if ((b & 0xC0) == 0x80 || (b & 0xFF) > 0xF4 || !continues(rest, more)) {
        to.put(REPLACEMENT);
      } else {
        missing = more;
        to.put(b);
      }
    } else if (b == '"' || b == '\\') {
      to.put((byte) '\\').put(b);
    } else if (b == '\t') {
      to.put((byte) '\\').put((byte) 't');
    } else if (b < ' ' || b == 0x7F) {
      to.put((byte) '\\').put((byte) 'u').put((byte) '0').put((byte) '0');
      to.put(HEX[b >> 4]).put(HEX[b & 15]);
    } else {
      to.put(b);
    }
  }

  /** As far as it can be seen. */
  private static boolean continues(ByteBuffer rest, int more) {
    for (int i = 0; i < more && i < rest.remaining(); i++) {
      if ((rest.get(rest.position() + i) & 0xC0) != 0x80) {
        return false;
      }
    }
    return true;
  }
}
