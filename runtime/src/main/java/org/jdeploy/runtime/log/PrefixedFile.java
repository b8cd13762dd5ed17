package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jdeploy.runtime.program.ProgramSpec.Logs.Prefix;

/**
 * Writes lines with something before them to a log file. They leave the pipe after they were
 * written: killed in between, the next daemon writes up to 64 KiB a second time, and loses nothing.
 */
final class PrefixedFile implements Outlet {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Room for any prefix, also in a file that is nearly full. */
  private static final long LEAST = 4096;

  private final LogFile file;
  private final Peek peek;
  private final LineFormat format;
  private final ByteBuffer formatted;

  /**
   * @param formatted direct; used within calls only
   */
  PrefixedFile(LogFile file, Peek peek, Prefix prefix, LogSource source, ByteBuffer formatted) {
    this.file = file;
    this.peek = peek;
    this.format = new LineFormat(prefix, source);
    this.formatted = formatted;
  }

  @Override
  public void prepare() {
    file.prepare();
  }

  @Override
  public long take(int pipe) {
    ByteBuffer seen = peek.look(pipe);
    if (!seen.hasRemaining()) {
      return 0;
    }
    boolean atLineStart = file.isAtLineStart();
    long room = file.room();
    formatted.clear().limit((int) Math.clamp(room, LEAST, formatted.capacity()));
    boolean finishing = room == 0 && !atLineStart; // then a new file can begin
    seen.limit(finishing ? afterFirstLine(seen) : afterLastLine(seen));
    if (atLineStart) {
      format.restart();
    } else if (!format.isWithin()) {
      formatted.put((byte) '\n'); // somebody else's line, or one of a daemon that was killed
    }
    format.format(seen, formatted, TIME.format(Instant.now()));
    long raw = seen.position();
    if (!file.write(formatted.flip(), atLineStart, raw)) {
      format.restart();
    }
    return peek.discard(pipe, raw);
  }

  private static int afterFirstLine(ByteBuffer seen) {
    for (int i = 0; i < seen.limit(); i++) {
      if (seen.get(i) == '\n') {
        return i + 1;
      }
    }
    return seen.limit();
  }

  /** Whole lines, when there are some. */
  private static int afterLastLine(ByteBuffer seen) {
    for (int i = seen.limit() - 1; i >= 0; i--) {
      if (seen.get(i) == '\n') {
        return i + 1;
      }
    }
    return seen.limit();
  }

  @Override
  public void taken() {
    file.taken();
  }

  @Override
  public Losses losses() {
    return file.losses();
  }
}
