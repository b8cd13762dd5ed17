package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** Opens, duplicates, reads, writes and closes descriptors. */
final class Descriptors {
  static final int O_CLOEXEC = 0x80000;
  static final int O_NONBLOCK = 0x800;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int SEEK_END = 2;
  private static final int S_IFMT = 0xF000;
  static final int FIFO = 0x1000;
  static final int SOCKET = 0xC000;

  private Descriptors() {}

  /** An open descriptor, or a negated error number. */
  static int tryOpen(Path path, Set<OpenFlag> flags, int mode) {
    int bits = O_CLOEXEC;
    if (flags.contains(OpenFlag.WRITE)) {
      bits |= flags.contains(OpenFlag.READ) ? 2 : 1;
    }
    for (OpenFlag flag : flags) {
      bits |= bits(flag);
    }
    try (Arena arena = Arena.ofConfined()) {
      long name = Libc.string(arena, path.toString()).address();
      int fd;
      do {
        fd = Libc.call(Function.OPEN, name, bits, mode);
      } while (Errno.EINTR.is(fd));
      return fd;
    }
  }

  private static int bits(OpenFlag flag) {
    return switch (flag) {
      case READ, WRITE -> 0;
      case CREATE -> 0x40;
      case EXCLUSIVE -> 0x80;
      case TRUNCATE -> 0x200;
      case APPEND -> 0x400;
      case NONBLOCK -> O_NONBLOCK;
      case DIRECTORY -> Platform.current().oDirectory;
      case NOFOLLOW -> Platform.current().oNoFollow;
      case PATH -> 0x200000;
    };
  }

  static void close(int fd) {
    int result = Libc.call(Function.CLOSE, fd);
    if (Errno.EBADF.is(result)) {
      throw new HostException("cannot close descriptor " + fd, -result);
    }
  }

  /** A duplicate with a number not below the given one. */
  static int duplicate(int fd, int lowest) {
    return Libc.check(
        Libc.call(Function.FCNTL, fd, F_DUPFD_CLOEXEC, lowest),
        "cannot duplicate descriptor " + fd);
  }

  static void nonBlocking(int fd, boolean on) {
    String what = "cannot change the mode of descriptor " + fd;
    int flags = Libc.check(Libc.call(Function.FCNTL, fd, F_GETFL), what);
    int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    Libc.check(Libc.call(Function.FCNTL, fd, F_SETFL, wanted), what);
  }

  static void closeOnExec(int fd, boolean on) {
    Libc.check(
        Libc.call(Function.FCNTL, fd, F_SETFD, on ? 1 : 0),
        "cannot change what becomes of descriptor " + fd);
  }

  static void makeFifo(Path path, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Libc.string(arena, path.toString()).address();
      int result = Libc.call(Function.MKFIFO, name, mode);
      if (result < 0 && !(Errno.EEXIST.is(result) && kind(path) == FIFO)) {
        throw new HostException("cannot make the FIFO " + path, -result);
      }
      Libc.check(
          Libc.call(Function.CHMOD, name, mode), "cannot set the permissions of the FIFO " + path);
    }
  }

  static void own(int fd, int uid, int gid) {
    Libc.check(Libc.call(Function.FCHOWN, fd, uid, gid), "cannot give away a file");
  }

  /** The file type bits of {@code st_mode}, of a link itself; 0 when there is nothing. */
  static int kind(Path path) {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode & S_IFMT;
    } catch (IOException e) {
      return 0;
    }
  }

  static int[] pipe() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(8, 4);
      Libc.check(
          Libc.call(Function.PIPE2, ends.address(), O_CLOEXEC | O_NONBLOCK), "cannot make a pipe");
      return ends.toArray(ValueLayout.JAVA_INT);
    }
  }

  static long size(int fd) {
    long size = Libc.callLong(Function.LSEEK, fd, 0, SEEK_END, 0, 0, 0);
    if (size < 0) {
      throw new HostException("cannot ask for a file's size", (int) -size);
    }
    return size;
  }

  static void truncate(int fd, long size) {
    Libc.check(Libc.call(Function.FTRUNCATE, fd, size), "cannot truncate descriptor " + fd);
  }

  static int read(int fd, ByteBuffer buffer) {
    return in(Function.READ, fd, buffer, 0);
  }

  static int readAt(int fd, ByteBuffer buffer, long offset) {
    return in(Function.PREAD, fd, buffer, offset);
  }

  static int write(int fd, ByteBuffer data) {
    return out(Function.WRITE, fd, data, 0);
  }

  static int writeAt(int fd, ByteBuffer data, long offset) {
    return out(Function.PWRITE, fd, data, offset);
  }

  /** Whether it becomes ready (or broken) for events of poll(2) in time. */
  static boolean poll(Arena arena, int fd, int events, int milliseconds) {
    MemorySegment poll = arena.allocate(8, 4);
    poll.set(ValueLayout.JAVA_INT, 0, fd);
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) events);
    int ready = Libc.call(Function.POLL, poll.address(), 1, milliseconds);
    return !Errno.EINTR.is(ready) && Libc.check(ready, "cannot wait for descriptor " + fd) > 0;
  }

  private static int in(Function function, int fd, ByteBuffer buffer, long offset) {
    try (NativeBytes bytes = NativeBytes.of(buffer, false)) {
      int count = transfer(function, fd, bytes, offset);
      if (Errno.EAGAIN.is(count)) {
        return 0;
      }
      boolean end = count == 0 && bytes.size() > 0;
      bytes.transferred(Libc.check(count, "cannot read from descriptor " + fd), true);
      return end ? -1 : count;
    }
  }

  private static int out(Function function, int fd, ByteBuffer data, long offset) {
    try (NativeBytes bytes = NativeBytes.of(data, true)) {
      int count = transfer(function, fd, bytes, offset);
      if (Errno.EAGAIN.is(count)) {
        return 0;
      }
      bytes.transferred(Libc.check(count, "cannot write to descriptor " + fd), false);
      return count;
    }
  }

  private static int transfer(Function function, int fd, NativeBytes bytes, long offset) {
    int count;
    do {
      count = Libc.call(function, fd, bytes.address(), bytes.size(), offset);
    } while (Errno.EINTR.is(count));
    return count;
  }
}
