package org.jdeploy.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * How gladly the kernel kills us and what we start when memory is short: oom_score_adj, proc(5).
 */
public final class OomScore {
  private static final Path OWN = Path.of("/proc/self/oom_score_adj");
  private static final Object LOCK = new Object();

  private OomScore() {}

  /**
   * Makes us the last of all to be killed, as far as we may.
   *
   * @return whether we are at the score now, or below it
   */
  public static boolean protect(int score) {
    synchronized (LOCK) {
      try {
        if (read() > score) {
          write(score);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** Ours now. */
  public static int own() {
    try {
      return read();
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Runs a task that starts a process. That one inherits the score we have in that moment, so it is
   * ours for that moment: so also what it starts at once has it.
   */
  static <T> T with(OptionalInt wanted, Supplier<T> task) {
    synchronized (LOCK) {
      int own = own();
      int score = wanted.orElse(Math.max(own, 0));
      if (score == own) {
        return task.get();
      }
      try {
        write(score);
      } catch (IOException e) {
        if (wanted.isEmpty()) {
          return task.get(); // it stays as protected as we are
        }
        throw new SpawnException(
            "oomScoreAdj " + score + " is below what this user may set: only root can");
      }
      try {
        return task.get();
      } finally {
        restore(own);
      }
    }
  }

  private static void restore(int own) {
    try {
      write(own);
    } catch (IOException e) {
      throw new HostException("cannot set " + OWN + " to " + own + " again: " + e.getMessage());
    }
  }

  private static int read() throws IOException {
    return Integer.parseInt(Files.readString(OWN).strip());
  }

  private static void write(int score) throws IOException {
    Files.write(OWN, Integer.toString(score).getBytes(StandardCharsets.US_ASCII));
  }
}
