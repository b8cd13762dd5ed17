package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/**
 * A descriptor that is readable when the machine's clock has come to a time, or when somebody has
 * set the clock; see timerfd_create(2).
 */
public final class WallTimer implements AutoCloseable {
  private static final int CLOCK_REALTIME = 0;
  private static final int ABSOLUTE = 1;
  private static final int CANCEL_ON_SET = 2;

  private final MemorySegment block = Arena.ofAuto().allocate(32, 8);
  private final int timer =
      Libc.check(
          Libc.call(
              Function.TIMERFD_CREATE,
              CLOCK_REALTIME,
              Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK),
          "cannot make a timer");

  /** To be watched for reading; to be {@link #set} or {@link #clear}ed then. */
  public int descriptor() {
    return timer;
  }

  public void set(Instant when) {
    read();
    block.fill((byte) 0);
    block.set(ValueLayout.JAVA_LONG, 16, Math.max(1, when.getEpochSecond()));
    block.set(ValueLayout.JAVA_LONG, 24, when.getNano());
    settle(ABSOLUTE | CANCEL_ON_SET);
  }

  /** It does not go off any more. */
  public void clear() {
    read();
    block.fill((byte) 0);
    settle(0);
  }

  private void settle(int flags) {
    Libc.check(
        Libc.call(Function.TIMERFD_SETTIME, timer, flags, block.address(), 0),
        "cannot set a timer");
  }

  /** What it counted, or that it was cancelled: forgotten. */
  private void read() {
    Libc.call(Function.READ, timer, block.address(), 8);
  }

  @Override
  public void close() {
    Descriptors.close(timer);
  }
}
