package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a line is put for a service. */
sealed interface DatagramFormat {
  byte[] message(byte[] line);

  /** Facility daemon; stderr is an error (3), stdout an information (6). */
  private static int severity(LogSource source) {
    return source.stream().equals("err") ? 3 : 6;
  }

  /** As syslog(3) of glibc writes it to /dev/log, which RFC 3164 describes. */
  record Syslog(LogSource source) implements DatagramFormat {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

    @Override
    public byte[] message(byte[] line) {
      String head =
          "<"
              + (3 * 8 + severity(source))
              + ">"
              + TIME.format(ZonedDateTime.now(java.time.ZoneId.systemDefault()))
              + " "
              + source.program()
              + "["
              + source.slot()
              + "]: ";
      byte[] begin = head.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(begin.length + line.length).put(begin).put(line).array();
    }
  }

  /** The native protocol of systemd-journald; see JOURNAL_NATIVE_PROTOCOL of systemd.io. */
  record Journald(LogSource source) implements DatagramFormat {
    @Override
    public byte[] message(byte[] line) {
      String fields =
          "PRIORITY="
              + severity(source)
              + "\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER="
              + source.program()
              + "\nJPM_PROGRAM="
              + source.program()
              + "\nJPM_INSTANCE="
              + source.slot()
              + "\nJPM_STREAM="
              + source.stream()
              + "\nMESSAGE\n";
      byte[] begin = fields.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(begin.length + 8 + line.length + 1)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(begin)
          .putLong(line.length)
          .put(line)
          .put((byte) '\n')
          .array();
    }
  }
}
