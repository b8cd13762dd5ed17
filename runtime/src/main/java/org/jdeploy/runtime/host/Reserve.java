package org.jdeploy.runtime.host;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Descriptors held back for the time when there are no more to be had: then clients can still be
 * heard and programs still be ended. For any thread.
 */
public final class Reserve {
  private static final int SIZE = 16;
  private static final Path NOTHING = Path.of("/dev/null");

  private final Deque<Integer> held = new ArrayDeque<>();
  private int borrowers;

  public Reserve() {
    refill();
  }

  private void refill() {
    while (held.size() < SIZE) {
      int fd = Descriptors.tryOpen(NOTHING, Set.of(OpenFlag.READ), 0);
      if (fd < 0) {
        return;
      }
      held.add(fd);
    }
  }

  /** Makes room for something that must not fail; to be followed by {@link #giveBack}. */
  public synchronized void borrow() {
    borrowers++;
    while (!held.isEmpty()) {
      Descriptors.close(held.remove());
    }
  }

  public synchronized void giveBack() {
    borrowers--;
    if (borrowers == 0) {
      refill();
    }
  }

  /** Room was made and is in use. */
  public synchronized boolean isBorrowed() {
    return borrowers > 0;
  }

  /** Does something with room for it. */
  public <T> T with(Supplier<T> task) {
    borrow();
    try {
      return task.get();
    } finally {
      giveBack();
    }
  }
}
