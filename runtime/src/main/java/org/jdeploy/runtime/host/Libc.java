package org.jdeploy.runtime.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Calls C functions. All of them go through one method type, six longs in and a long out, because
 * each further type costs half a megabyte: on our machines an integer or pointer argument is a
 * register, whatever its width, and surplus ones are ignored.
 *
 * <p>Results follow the kernel's habit: not negative, or a negated error number.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          ERRNO);

  /** Where a thread's calls leave errno: nothing but that int is in the captured state on Linux. */
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(
          () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout().byteSize(), 8));

  private Libc() {}

  /** The functions we use; see their manual pages in sections 2 and 3. */
  record Function(MemorySegment address) {
    static final Function ACCEPT4 = named("accept4");
    static final Function ACCESS = named("access");
    static final Function BIND = named("bind");
    static final Function CLOCK_GETTIME = named("clock_gettime");
    static final Function CHMOD = named("chmod");
    static final Function CLOSE = named("close");
    static final Function CONNECT = named("connect");
    static final Function EPOLL_CREATE1 = named("epoll_create1");
    static final Function EPOLL_CTL = named("epoll_ctl");
    static final Function EPOLL_WAIT = named("epoll_wait");
    static final Function EVENTFD = named("eventfd");
    static final Function EXECVE = named("execve");
    static final Function FCHMOD = named("fchmod");
    static final Function FCHOWN = named("fchown");
    static final Function FCNTL = named("fcntl");
    static final Function FTRUNCATE = named("ftruncate");
    static final Function GETEUID = named("geteuid");
    static final Function GETGRNAM_R = named("getgrnam_r");
    static final Function GETGROUPLIST = named("getgrouplist");
    static final Function GETPWNAM_R = named("getpwnam_r");
    static final Function GETPWUID_R = named("getpwuid_r");
    static final Function GETSOCKNAME = named("getsockname");
    static final Function GETSOCKOPT = named("getsockopt");
    static final Function INOTIFY_ADD_WATCH = named("inotify_add_watch");
    static final Function INOTIFY_INIT1 = named("inotify_init1");
    static final Function INOTIFY_RM_WATCH = named("inotify_rm_watch");
    static final Function IOCTL = named("ioctl");
    static final Function KILL = named("kill");
    static final Function LISTEN = named("listen");
    static final Function LSEEK = named("lseek");
    static final Function MKFIFO = named("mkfifo");
    static final Function OPEN = named("open");
    static final Function PIPE2 = named("pipe2");
    static final Function POLL = named("poll");
    static final Function POSIX_SPAWN = named("posix_spawn");
    static final Function POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
        named("posix_spawn_file_actions_addclosefrom_np");
    static final Function POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 =
        named("posix_spawn_file_actions_adddup2");
    static final Function POSIX_SPAWN_FILE_ACTIONS_ADDFCHDIR_NP =
        named("posix_spawn_file_actions_addfchdir_np");
    static final Function POSIX_SPAWN_FILE_ACTIONS_DESTROY =
        named("posix_spawn_file_actions_destroy");
    static final Function POSIX_SPAWN_FILE_ACTIONS_INIT = named("posix_spawn_file_actions_init");
    static final Function POSIX_SPAWNATTR_DESTROY = named("posix_spawnattr_destroy");
    static final Function POSIX_SPAWNATTR_INIT = named("posix_spawnattr_init");
    static final Function POSIX_SPAWNATTR_SETFLAGS = named("posix_spawnattr_setflags");
    static final Function POSIX_SPAWNATTR_SETSIGDEFAULT = named("posix_spawnattr_setsigdefault");
    static final Function POSIX_SPAWNATTR_SETSIGMASK = named("posix_spawnattr_setsigmask");
    static final Function PRCTL = named("prctl");
    static final Function PREAD = named("pread");
    static final Function PRLIMIT = named("prlimit");
    static final Function PWRITE = named("pwrite");
    static final Function PTHREAD_SIGMASK = named("pthread_sigmask");
    static final Function READ = named("read");
    static final Function RECVMSG = named("recvmsg");
    static final Function SENDMSG = named("sendmsg");
    static final Function SETPRIORITY = named("setpriority");
    static final Function SETSOCKOPT = named("setsockopt");
    static final Function SOCKET = named("socket");
    static final Function SOCKETPAIR = named("socketpair");
    static final Function SPLICE = named("splice");
    static final Function SYSCALL = named("syscall");
    static final Function SYSCONF = named("sysconf");
    static final Function TEE = named("tee");
    static final Function TIMERFD_CREATE = named("timerfd_create");
    static final Function TIMERFD_SETTIME = named("timerfd_settime");
    static final Function UMASK = named("umask");
    static final Function UNSHARE = named("unshare");
    static final Function WAITID = named("waitid");
    static final Function WRITE = named("write");

    private static Function named(String name) {
      return new Function(
          LINKER
              .defaultLookup()
              .find(name)
              .orElseThrow(() -> new HostException("the C library has no function " + name)));
    }
  }

  /** Calls a function that returns an int. */
  static int call(Function function, long a, long b, long c, long d, long e, long f) {
    MemorySegment state = STATE.get();
    int result = (int) invoke(function.address, state, a, b, c, d, e, f);
    return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
  }

  /** Calls a function that returns a long or ssize_t. */
  static long callLong(Function function, long a, long b, long c, long d, long e, long f) {
    MemorySegment state = STATE.get();
    long result = invoke(function.address, state, a, b, c, d, e, f);
    return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
  }

  static int call(Function function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0, 0);
  }

  static int call(Function function, long a, long b, long c) {
    return call(function, a, b, c, 0, 0, 0);
  }

  static int call(Function function, long a, long b) {
    return call(function, a, b, 0, 0, 0, 0);
  }

  static int call(Function function, long a) {
    return call(function, a, 0, 0, 0, 0, 0);
  }

  /** A system call that glibc has no function for, with at most five arguments. */
  static int syscall(int number, long a, long b, long c, long d, long e) {
    return call(Function.SYSCALL, number, a, b, c, d, e);
  }

  /** The result, or a {@link HostException} that begins with what was attempted. */
  static int check(int result, String what) {
    if (result < 0) {
      throw new HostException(what, -result);
    }
    return result;
  }

  static MemorySegment string(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  static Optional<String> glibcVersion() {
    return LINKER
        .defaultLookup()
        .find("gnu_get_libc_version")
        .map(function -> {
          long address = invoke(function, STATE.get(), 0, 0, 0, 0, 0, 0);
          return MemorySegment.ofAddress(address).reinterpret(64).getString(0);
        });
  }

  private static long invoke(
      MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new IllegalStateException(t); // a downcall throws nothing
    }
  }
}
