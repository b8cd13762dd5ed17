package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** Sends and receives bytes with descriptors over unix sockets; see SCM_RIGHTS in unix(7). */
final class Messages {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SCM_RIGHTS = 1;

  // one block of memory: struct msghdr, struct iovec, control messages
  private static final int IOVEC = 56;
  private static final int CONTROL = 72;
  private static final int CMSG_HEADER = 16;

  /** The kernel passes at most 253 descriptors in a message: none may escape being closed. */
  private static final int CONTROL_SIZE = CMSG_HEADER + 253 * 4 + 4;

  private static final ThreadLocal<MemorySegment> BLOCK =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CONTROL + CONTROL_SIZE, 8));

  private Messages() {}

  static int send(int fd, ByteBuffer data, int passed) {
    try (NativeBytes bytes = NativeBytes.of(data, true)) {
      MemorySegment block = header(bytes, passed < 0 ? 0 : CMSG_HEADER + 8);
      if (passed >= 0) {
        block.set(ValueLayout.JAVA_LONG, CONTROL, CMSG_HEADER + 4);
        block.set(ValueLayout.JAVA_INT, CONTROL + 8, Sockets.SOL_SOCKET);
        block.set(ValueLayout.JAVA_INT, CONTROL + 12, SCM_RIGHTS);
        block.set(ValueLayout.JAVA_INT, CONTROL + CMSG_HEADER, passed);
      }
      int sent;
      do {
        sent = Libc.call(Function.SENDMSG, fd, block.address(), MSG_DONTWAIT | MSG_NOSIGNAL);
      } while (Errno.EINTR.is(sent));
      if (Errno.EAGAIN.is(sent)) {
        return 0;
      }
      bytes.transferred(Libc.check(sent, "cannot send"), false);
      return sent;
    }
  }

  static Received receive(int fd, ByteBuffer buffer) {
    try (NativeBytes bytes = NativeBytes.of(buffer, false)) {
      MemorySegment block = header(bytes, CONTROL_SIZE);
      int count;
      do {
        block.set(ValueLayout.JAVA_LONG, 40, CONTROL_SIZE);
        count = Libc.call(Function.RECVMSG, fd, block.address(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      } while (Errno.EINTR.is(count));
      if (Errno.EAGAIN.is(count)) {
        return new Received(0, OptionalInt.empty());
      }
      Libc.check(count, "cannot receive");
      boolean end = count == 0 && bytes.size() > 0;
      bytes.transferred(count, true);
      return new Received(end ? -1 : count, descriptor(block));
    }
  }

  private static MemorySegment header(NativeBytes bytes, int controlSize) {
    MemorySegment block = BLOCK.get();
    block.asSlice(0, IOVEC).fill((byte) 0);
    block.set(ValueLayout.JAVA_LONG, 16, block.address() + IOVEC);
    block.set(ValueLayout.JAVA_LONG, 24, 1);
    block.set(ValueLayout.JAVA_LONG, 32, controlSize == 0 ? 0 : block.address() + CONTROL);
    block.set(ValueLayout.JAVA_LONG, 40, controlSize);
    block.set(ValueLayout.JAVA_LONG, IOVEC, bytes.address());
    block.set(ValueLayout.JAVA_LONG, IOVEC + 8, bytes.size());
    return block;
  }

  /** The first descriptor that came; the others are closed. */
  private static OptionalInt descriptor(MemorySegment block) {
    long end = CONTROL + block.get(ValueLayout.JAVA_LONG, 40);
    OptionalInt first = OptionalInt.empty();
    long at = CONTROL;
    while (at + CMSG_HEADER <= end) {
      long length = block.get(ValueLayout.JAVA_LONG, at);
      if (length < CMSG_HEADER) {
        break;
      }
      boolean rights =
          block.get(ValueLayout.JAVA_INT, at + 8) == Sockets.SOL_SOCKET
              && block.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS;
      for (long i = at + CMSG_HEADER; rights && i + 4 <= at + length; i += 4) {
        int fd = block.get(ValueLayout.JAVA_INT, i);
        if (first.isEmpty()) {
          first = OptionalInt.of(fd);
        } else {
          Descriptors.close(fd);
        }
      }
      at += (length + 7) & ~7L;
    }
    return first;
  }
}
