package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** Sends and receives bytes with descriptors over unix sockets; see SCM_RIGHTS in unix(7). */
final class Messages {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSG_TRUNC = 0x20;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;

  // one block of memory: struct msghdr, struct iovec, control messages
  private static final int FLAGS = 48;
  private static final int IOVEC = 56;
  private static final int CONTROL = 72;
  private static final int CMSG_HEADER = 16;

  /**
   * The kernel passes at most 253 descriptors in a message: none may escape being closed. Beside
   * them there is room for the sender's credentials.
   */
  private static final int CONTROL_SIZE = CMSG_HEADER + 253 * 4 + 4 + CMSG_HEADER + 16;

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
      int count = receive(fd, block);
      if (Errno.EAGAIN.is(count)) {
        return new Received(0, OptionalInt.empty());
      }
      Libc.check(count, "cannot receive");
      boolean end = count == 0 && bytes.size() > 0;
      bytes.transferred(count, true);
      return new Received(end ? -1 : count, descriptor(block));
    }
  }

  /**
   * The next datagram, with who sent it; empty when there is none. The socket must have
   * SO_PASSCRED. Descriptors that come with it are closed.
   */
  static Optional<Datagram> receiveDatagram(int fd, ByteBuffer buffer) {
    try (NativeBytes bytes = NativeBytes.of(buffer, false)) {
      MemorySegment block = header(bytes, CONTROL_SIZE);
      int count = receive(fd, block);
      if (Errno.EAGAIN.is(count)) {
        return Optional.empty();
      }
      bytes.transferred(Libc.check(count, "cannot receive"), true);
      descriptor(block).ifPresent(Descriptors::close);
      boolean whole = (block.get(ValueLayout.JAVA_INT, FLAGS) & MSG_TRUNC) == 0;
      return Optional.of(new Datagram(whole, sender(block)));
    }
  }

  private static int receive(int fd, MemorySegment block) {
    int count;
    do {
      block.set(ValueLayout.JAVA_LONG, 40, CONTROL_SIZE);
      count = Libc.call(Function.RECVMSG, fd, block.address(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } while (Errno.EINTR.is(count));
    return count;
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
    OptionalInt first = OptionalInt.empty();
    for (long at = first(block); at >= 0; at = next(block, at)) {
      long end = at + block.get(ValueLayout.JAVA_LONG, at);
      for (long i = at + CMSG_HEADER; is(block, at, SCM_RIGHTS) && i + 4 <= end; i += 4) {
        int fd = block.get(ValueLayout.JAVA_INT, i);
        if (first.isEmpty()) {
          first = OptionalInt.of(fd);
        } else {
          Descriptors.close(fd);
        }
      }
    }
    return first;
  }

  /** Who sent it; all zero when the kernel does not tell. */
  private static PeerCredentials sender(MemorySegment block) {
    for (long at = first(block); at >= 0; at = next(block, at)) {
      if (is(block, at, SCM_CREDENTIALS)) {
        return new PeerCredentials(
            block.get(ValueLayout.JAVA_INT, at + CMSG_HEADER),
            block.get(ValueLayout.JAVA_INT, at + CMSG_HEADER + 4),
            block.get(ValueLayout.JAVA_INT, at + CMSG_HEADER + 8));
      }
    }
    return new PeerCredentials(0, 0, 0);
  }

  private static boolean is(MemorySegment block, long at, int type) {
    return block.get(ValueLayout.JAVA_INT, at + 8) == Sockets.SOL_SOCKET
        && block.get(ValueLayout.JAVA_INT, at + 12) == type;
  }

  /** Where the first control message is, or -1. */
  private static long first(MemorySegment block) {
    return existing(block, CONTROL);
  }

  private static long next(MemorySegment block, long at) {
    return existing(block, at + ((block.get(ValueLayout.JAVA_LONG, at) + 7) & ~7L));
  }

  private static long existing(MemorySegment block, long at) {
    long end = CONTROL + block.get(ValueLayout.JAVA_LONG, 40);
    return at + CMSG_HEADER <= end && block.get(ValueLayout.JAVA_LONG, at) >= CMSG_HEADER ? at : -1;
  }
}
