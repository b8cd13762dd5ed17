package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Moves bytes from pipes inside the kernel; see splice(2), tee(2). Whatever happens to us in
 * between, a byte is either still in the pipe or in the file.
 */
final class Splice {
  private static final int SPLICE_F_NONBLOCK = 2;
  private static final ThreadLocal<MemorySegment> OFFSET =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(8, 8));

  private Splice() {}

  static long splice(int pipe, int file, long offset, long max) {
    MemorySegment at = OFFSET.get();
    at.set(ValueLayout.JAVA_LONG, 0, offset);
    long to = offset < 0 ? 0 : at.address();
    long moved;
    do {
      moved = Libc.callLong(Function.SPLICE, pipe, 0, file, to, max, SPLICE_F_NONBLOCK);
    } while (Errno.EINTR.is(moved));
    return result(moved, "cannot move a pipe's bytes");
  }

  static long tee(int from, int to, long max) {
    long copied;
    do {
      copied = Libc.callLong(Function.TEE, from, to, max, SPLICE_F_NONBLOCK, 0, 0);
    } while (Errno.EINTR.is(copied));
    return result(copied, "cannot copy a pipe's bytes");
  }

  private static long result(long moved, String what) {
    if (Errno.EAGAIN.is(moved)) {
      return 0;
    }
    if (moved < 0) {
      throw new HostException(what, (int) -moved);
    }
    return moved == 0 ? -1 : moved;
  }
}
