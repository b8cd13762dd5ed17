package org.jdeploy.runtime.host;

import java.time.Duration;
import java.time.Instant;

/**
 * A line of {@code /proc/PID/stat}; see proc(5).
 *
 * @param state one letter; {@code Z} is a zombie
 * @param startTime clock ticks after boot
 * @param startedAt the same as an instant of {@link BootClock}
 * @param memory resident bytes
 * @param cpu user and system time together
 * @param exitStatus as wait(2) tells it; of use for a zombie, 0 without the right to see it
 */
public record ProcStat(
    int pid,
    String name,
    char state,
    int parent,
    int group,
    int session,
    long startTime,
    Instant startedAt,
    long memory,
    Duration cpu,
    int exitStatus) {

  /** Nothing runs here any more: it only waits for its parent to take note. */
  public boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
