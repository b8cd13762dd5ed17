package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a process between its birth and its first instruction, so that limits and cgroup are
 * changed by us, with our rights, and nothing it starts can escape them: a shell stops itself and
 * becomes the program when it is told to go on.
 */
final class Gate {
  static final Path SHELL = Path.of("/bin/sh");

  /** What a gate's shell is called in argv. */
  static final String NAME = "jpm-gate";

  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WSTOPPED = 2;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final long PATIENCE = 20_000_000_000L;
  private static final long GLANCE = 100_000;

  private Gate() {}

  /** The argument vector of a shell that stops and then becomes the program. */
  static List<String> argv(Path executable, List<String> argv) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(SHELL.toString(), "-c", "kill -STOP $$; exec \"$@\"", NAME, executable.toString()));
    words.addAll(argv.subList(1, argv.size()));
    return words;
  }

  /**
   * Waits until it has stopped, sets what is to be set, and lets it go on.
   *
   * @throws SpawnException with a sentence; the process is still there then
   */
  static void pass(int pid, int pidfd, Conditions conditions) {
    if (!awaitStop(pidfd)) {
      return; // it ended: whoever watches it will see
    }
    conditions.limits().forEach(limit -> limit(pid, limit));
    conditions.cgroup().ifPresent(directory -> move(pid, directory));
    Processes.signal(pidfd, "CONT");
  }

  /** Whether it stopped; false when it ended. */
  private static boolean awaitStop(int pidfd) {
    long end = System.nanoTime() + PATIENCE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 8);
      while (System.nanoTime() < end) {
        int result =
            Libc.call(
                Function.WAITID,
                P_PIDFD,
                pidfd,
                info.address(),
                WSTOPPED | WEXITED | WNOWAIT | WNOHANG);
        Libc.check(result, "cannot wait for a process");
        if (info.get(ValueLayout.JAVA_INT, 16) != 0) {
          return info.get(ValueLayout.JAVA_INT, 8) == 5 /* CLD_STOPPED */;
        }
        LockSupport.parkNanos(GLANCE);
      }
    }
    throw new SpawnException(SHELL + " did not begin within 20 s");
  }

  private static void limit(int pid, ResourceLimit limit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(16, 8);
      values.set(ValueLayout.JAVA_LONG, 0, limit.value());
      values.set(ValueLayout.JAVA_LONG, 8, limit.value());
      int result = Libc.call(Function.PRLIMIT, pid, limit.resource().number, values.address(), 0);
      if (Errno.EPERM.is(result)) {
        throw new SpawnException(
            "limits."
                + limit.resource().key
                + " "
                + limit.value()
                + " is more than this user may have ("
                + hard(pid, limit)
                + "): only root can raise it");
      }
      Libc.check(result, "cannot set limits." + limit.resource().key + " to " + limit.value());
    }
  }

  private static String hard(int pid, ResourceLimit limit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(16, 8);
      Libc.call(Function.PRLIMIT, pid, limit.resource().number, 0, values.address());
      return Long.toUnsignedString(values.get(ValueLayout.JAVA_LONG, 8));
    }
  }

  /** At best effort: it may have ended, and works in any cgroup. */
  static void move(int pid, Path cgroup) {
    try {
      Files.writeString(cgroup.resolve("cgroup.procs"), Integer.toString(pid));
    } catch (IOException e) {
      // what it starts is found by session, group and cookie
    }
  }
}
