package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jdeploy.runtime.supervise.Exit;

/** Watches and signals processes by pidfds, which never come to mean another process. */
final class Processes {
  private static final int PIDFD_SEND_SIGNAL = 424;
  private static final int PIDFD_OPEN = 434;
  private static final int PIDFD_GETFD = 438;

  private static final int P_PID = 1;
  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int CLD_EXITED = 1;

  /** PIDFD_GET_INFO of linux/pidfd.h for the first 64 bytes of its struct; Linux 6.15 and newer. */
  private static final int PIDFD_GET_INFO = 0xC040FF0B;

  private static final long PIDFD_INFO_EXIT = 1L << 3;
  private static final int POLLIN = 1;
  private static final int LOWEST_PRIORITY = 19;

  private Processes() {}

  /** See setpriority(2): on Linux, 0 is the calling thread alone. */
  static void yieldToOthers() {
    Libc.call(Function.SETPRIORITY, 0, 0, LOWEST_PRIORITY);
  }

  static int pidfdOpen(int pid) {
    return Libc.check(Libc.syscall(PIDFD_OPEN, pid, 0, 0, 0, 0), "cannot watch the process " + pid);
  }

  static int pidfdGetFd(int pidfd, int fd) {
    return Libc.check(
        Libc.syscall(PIDFD_GETFD, pidfd, fd, 0, 0, 0),
        "cannot take the descriptor " + fd + " of another process");
  }

  static void signal(int pidfd, String signal) {
    int result = Libc.syscall(PIDFD_SEND_SIGNAL, pidfd, Signals.number(signal), 0, 0, 0);
    if (!Errno.ESRCH.is(result)) {
      Libc.check(result, "cannot send " + signal);
    }
  }

  static void signalGroup(int group, String signal) {
    if (group <= 1) {
      throw new IllegalArgumentException("process group " + group);
    }
    int result = Libc.call(Function.KILL, -group, Signals.number(signal));
    if (!Errno.ESRCH.is(result)) {
      Libc.check(result, "cannot send " + signal + " to the process group " + group);
    }
  }

  /** Kills a child that nobody is to hear of, and takes note of its end. */
  static void discard(int pid) {
    Libc.call(Function.KILL, pid, Signals.number("KILL"));
    try (Arena arena = Arena.ofConfined()) {
      int result;
      do {
        result = Libc.call(Function.WAITID, P_PID, pid, arena.allocate(128, 8).address(), WEXITED);
      } while (Errno.EINTR.is(result));
    }
  }

  static void reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      long info = arena.allocate(128, 8).address();
      Libc.call(Function.WAITID, P_PID, pid, info, WEXITED | WNOHANG);
    }
  }

  static Optional<Exit> exitOf(int pidfd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 8);
      int result = Libc.call(Function.WAITID, P_PIDFD, pidfd, info.address(), WEXITED | WNOHANG);
      if (!Errno.ECHILD.is(result)) {
        Libc.check(result, "cannot wait for a process");
        boolean alive = info.get(ValueLayout.JAVA_INT, 16) == 0;
        int status = info.get(ValueLayout.JAVA_INT, 24);
        return alive
            ? Optional.empty()
            : Optional.of(
                info.get(ValueLayout.JAVA_INT, 8) == CLD_EXITED
                    ? new Exit.Code(status)
                    : new Exit.Killed(Signals.name(status)));
      }
      return waitReadable(arena, pidfd, 0)
          ? Optional.of(exitOfStranger(arena, pidfd))
          : Optional.empty();
    }
  }

  /** Whether the process ends within the time. */
  static boolean awaitEnd(int pidfd, int milliseconds) {
    try (Arena arena = Arena.ofConfined()) {
      return waitReadable(arena, pidfd, milliseconds);
    }
  }

  private static boolean waitReadable(Arena arena, int fd, int milliseconds) {
    return Descriptors.poll(arena, fd, POLLIN, milliseconds);
  }

  /**
   * While it is a zombie, /proc tells; once its parent has taken note, newer kernels tell. In
   * between it may change from one to the other, hence the second question.
   */
  private static Exit exitOfStranger(Arena arena, int pidfd) {
    return exitInfo(arena, pidfd)
        .or(() -> zombieExit(pidfd))
        .or(() -> exitInfo(arena, pidfd))
        .orElse(new Exit.Unknown());
  }

  private static Optional<Exit> exitInfo(Arena arena, int pidfd) {
    MemorySegment info = arena.allocate(64, 8);
    info.set(ValueLayout.JAVA_LONG, 0, PIDFD_INFO_EXIT);
    int result = Libc.call(Function.IOCTL, pidfd, PIDFD_GET_INFO, info.address());
    if (result < 0 || (info.get(ValueLayout.JAVA_LONG, 0) & PIDFD_INFO_EXIT) == 0) {
      return Optional.empty();
    }
    return Optional.of(exit(info.get(ValueLayout.JAVA_INT, 60)));
  }

  private static Optional<Exit> zombieExit(int pidfd) {
    return pidOf(pidfd)
        .flatMap(Proc::stat)
        .filter(ProcStat::isDead)
        .map(stat -> exit(stat.exitStatus()));
  }

  private static Exit exit(int waitStatus) {
    int signal = waitStatus & 0x7f;
    return signal == 0
        ? new Exit.Code((waitStatus >> 8) & 0xff)
        : new Exit.Killed(Signals.name(signal));
  }

  private static Optional<Integer> pidOf(int pidfd) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + pidfd))) {
        if (line.startsWith("Pid:")) {
          int pid = Integer.parseInt(line.substring("Pid:".length()).strip());
          return pid > 0 ? Optional.of(pid) : Optional.empty();
        }
      }
    } catch (IOException e) {
      throw new HostException("cannot read about descriptor " + pidfd + ": " + e.getMessage());
    }
    return Optional.empty();
  }
}
