package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A queue between threads with a descriptor that is readable while something was added. */
final class Tasks {
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);
  private final int eventfd =
      Libc.check(
          Libc.call(Function.EVENTFD, 0, Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK),
          "cannot make a descriptor to wake up by");
  private boolean closed;

  /** To be watched for reading. */
  int descriptor() {
    return eventfd;
  }

  /**
   * @return false when it is closed
   */
  synchronized boolean add(Runnable task) {
    if (closed) {
      return false;
    }
    queue.add(task);
    wake();
    return true;
  }

  synchronized int size() {
    return queue.size();
  }

  synchronized @Nullable Runnable poll() {
    return queue.poll();
  }

  /** Makes the descriptor unreadable until the next addition. */
  synchronized void rearm() {
    Libc.call(Function.READ, eventfd, counter.address(), 8);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Accepts no more and wakes the one who waits. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      wake();
    }
  }

  /** What is in it is dropped. */
  synchronized void free() {
    closed = true;
    queue.clear();
    Descriptors.close(eventfd);
  }

  private void wake() {
    counter.set(ValueLayout.JAVA_LONG, 0, 1);
    Libc.call(Function.WRITE, eventfd, counter.address(), 8);
  }
}
