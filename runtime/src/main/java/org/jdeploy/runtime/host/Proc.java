package org.jdeploy.runtime.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code /proc}. A process that ended meanwhile is simply not there. */
public final class Proc {
  private Proc() {}

  public static Optional<ProcStat> stat(int pid) {
    return Pending.body();
  }

  /** Whether this very process still runs; a zombie does not. */
  public static boolean isAlive(int pid, long startTime) {
    return Pending.body();
  }

  /** Names this boot of the machine. */
  public static String bootId() {
    return Pending.body();
  }

  public static Optional<Path> cwd(int pid) {
    return Pending.body();
  }

  /** Processes that have exactly this in the environment they were started with; no zombies. */
  public static List<Integer> withEnvironment(String name, String value) {
    return Pending.body();
  }

  /** Open descriptors and what they lead to: a path, {@code socket:[inode]}, {@code pipe:[…]}. */
  public static Map<Integer, String> descriptors(int pid) {
    return Pending.body();
  }

  /** The descriptor of a process which is the socket with this inode. */
  public static Optional<Integer> descriptorOf(int pid, long socketInode) {
    return Pending.body();
  }

  /**
   * SIGKILL to what a spawned process left or leads: its session, its process group, and whatever
   * carries the cookie; again and again until nothing is left. Waits for their ends.
   *
   * @param startTime of the process, so that a stranger who got its pid is left alone
   * @return who is still alive when the time is over (waiting for a disk, say)
   */
  public static List<Integer> killTree(int pid, long startTime, String cookie, Duration patience) {
    return Pending.body();
  }
}
