package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jdeploy.runtime.host.HostException;
import org.jspecify.annotations.Nullable;

/** What could not be written to a log file: counted, told, and said in the file afterwards. */
final class Losses {
  private static final long TOLD_AGAIN_NANOS = 10_000_000_000L;

  private final Path file;
  private final Housekeeping house;
  private @Nullable String reason;
  private long here;
  private long untold;
  private boolean told;
  private long toldAt;
  private volatile long dropped;
  private volatile @Nullable String current;

  Losses(Path file, Housekeeping house) {
    this.file = file;
    this.house = house;
  }

  /** Bytes since the file was opened first; for any thread. */
  long dropped() {
    return dropped;
  }

  /** Why bytes are being dropped now, null when they are not; for any thread. */
  @Nullable String reason() {
    return current;
  }

  void because(String why) {
    reason = why;
  }

  void because(Exception e) {
    reason = e instanceof HostException refused ? refused.reason() : e.toString();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
  void add(long count) {
    if (count == 0) {
      return;
    }
    here += count;
    untold += count;
    dropped += count;
    current = String.valueOf(reason);
    if (!told && (toldAt == 0 || System.nanoTime() - toldAt > TOLD_AGAIN_NANOS)) {
      told = true;
      toldAt = System.nanoTime();
      house.tell(new LogTrouble(file, String.valueOf(reason), 0, false));
    }
  }

  /** Once it can be written again: in the file, and to whom it was told. */
  void say(LogFile target) {
    if (here == 0) {
      return;
    }
    String notice = "[jpm: " + here + " bytes are missing here: " + reason + "]\n";
    String line = (target.endsWithNewline() ? "" : "\n") + notice;
    target.append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    over();
  }

  /** Bytes get through again. */
  void over() {
    if (here == 0) {
      return;
    }
    here = 0;
    current = null;
    if (told) {
      told = false;
      house.tell(new LogTrouble(file, String.valueOf(reason), untold, true));
      untold = 0;
    }
  }
}
