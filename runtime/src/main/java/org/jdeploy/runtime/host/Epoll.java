package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Waits for many descriptors at once; see epoll(7). Level-triggered. Used by one thread. */
final class Epoll {
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int CTL_MOD = 3;
  private static final int BATCH = 64;
  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Platform platform = Platform.current();
  private final MemorySegment events =
      Arena.ofAuto().allocate((long) BATCH * platform.epollEventSize, 8);
  private final MemorySegment change = Arena.ofAuto().allocate(platform.epollEventSize, 8);
  private final int epoll =
      Libc.check(Libc.call(Function.EPOLL_CREATE1, Descriptors.O_CLOEXEC), "cannot wait");

  void add(int fd, Interest interest, long data) {
    control(CTL_ADD, fd, interest, data);
  }

  void change(int fd, Interest interest, long data) {
    control(CTL_MOD, fd, interest, data);
  }

  void remove(int fd) {
    control(CTL_DEL, fd, Interest.NONE, 0);
  }

  private void control(int operation, int fd, Interest interest, long data) {
    change.set(ValueLayout.JAVA_INT, 0, interest.events);
    change.set(DATA, platform.epollDataOffset, data);
    Libc.check(
        Libc.call(Function.EPOLL_CTL, epoll, operation, fd, change.address()),
        "cannot watch descriptor " + fd);
  }

  /**
   * @param milliseconds -1 for ever
   * @return how many descriptors are ready; {@link #data} tells which
   */
  int await(int milliseconds) {
    int ready = Libc.call(Function.EPOLL_WAIT, epoll, events.address(), BATCH, milliseconds);
    return Errno.EINTR.is(ready) ? 0 : Libc.check(ready, "cannot wait");
  }

  /** What the descriptor was added with. */
  long data(int index) {
    return events.get(DATA, (long) index * platform.epollEventSize + platform.epollDataOffset);
  }

  void close() {
    Descriptors.close(epoll);
  }
}
