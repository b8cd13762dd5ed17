package org.jdeploy.runtime.daemon;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What jpmd says of itself, on stderr: a line with its time (UTC) each. For any thread. */
final class DaemonLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PrintStream out;

  DaemonLog(PrintStream out) {
    this.out = out;
  }

  void info(String text) {
    out.println(TIME.format(Instant.now()) + "  " + text);
  }

  /** Something a person should look at. */
  void warn(String text) {
    info("WARNING " + text);
  }

  /** A mistake of ours. */
  void defect(String what, Throwable e) {
    synchronized (out) {
      warn(what + ": " + e);
      e.printStackTrace(out);
    }
  }
}
