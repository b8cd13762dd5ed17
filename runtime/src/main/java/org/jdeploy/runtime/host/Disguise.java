package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Does something as somebody else, on a thread that is thrown away: to Linux identity, umask and
 * priority belong to a thread, and it is C libraries that make them the same for all. What the
 * thread starts has them from its first instruction.
 */
final class Disguise {
  private static final int CLONE_FS = 0x200;
  private static final int PR_SET_DUMPABLE = 4;

  private Disguise() {}

  /** Runs the task on such a thread, or here when there is nothing to change, and waits. */
  static <T> T as(Conditions conditions, Supplier<T> task) {
    if (!conditions.needsThread()) {
      return task.get();
    }
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("disguise")
            .start(() -> {
              try {
                result.set(disguised(conditions, task));
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    join(thread);
    if (conditions.user().isPresent()) {
      // a change of identity takes it away from the whole process, and with it our own /proc/self
      Libc.call(Function.PRCTL, PR_SET_DUMPABLE, 1);
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return result.get();
  }

  private static <T> T disguised(Conditions conditions, Supplier<T> task) {
    conditions
        .umask()
        .ifPresent(mask -> {
          Libc.check(Libc.call(Function.UNSHARE, CLONE_FS), "cannot set a umask");
          Libc.call(Function.UMASK, mask);
        });
    conditions.nice().ifPresent(Disguise::nice);
    if (conditions.user().isEmpty()) {
      return task.get();
    }
    User user = conditions.user().get();
    Platform platform = Platform.current();
    become(platform, user);
    try {
      return task.get();
    } finally {
      // so that nobody of that user can ever reach into this thread; the saved ids made it possible
      Libc.syscall(platform.setresuid, 0, 0, 0, 0, 0);
      Libc.syscall(platform.setresgid, 0, 0, 0, 0, 0);
    }
  }

  private static void nice(int nice) {
    int result = Libc.call(Function.SETPRIORITY, 0 /* PRIO_PROCESS */, 0, nice);
    if (result < 0) {
      throw new SpawnException(
          "nice " + nice + " is a higher priority than this user may give: only root can");
    }
  }

  /**
   * By raw system calls: those of the C library would change all threads. An exec drops saved ids.
   */
  private static void become(Platform platform, User user) {
    try (Arena arena = Arena.ofConfined()) {
      List<Integer> groups = user.groups();
      MemorySegment list = arena.allocate(ValueLayout.JAVA_INT, Math.max(1, groups.size()));
      for (int i = 0; i < groups.size(); i++) {
        list.setAtIndex(ValueLayout.JAVA_INT, i, groups.get(i));
      }
      String what = "cannot become the user " + user.name();
      Libc.check(Libc.syscall(platform.setgroups, groups.size(), list.address(), 0, 0, 0), what);
      Libc.check(Libc.syscall(platform.setresgid, user.gid(), user.gid(), 0, 0, 0), what);
      Libc.check(Libc.syscall(platform.setresuid, user.uid(), user.uid(), 0, 0, 0), what);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
