package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time since the machine was started, as if that had been the epoch: nobody can set it, and it goes
 * on over restarts of the daemon. Start times of processes are on it.
 */
public final class BootClock implements InstantSource {
  private static final int CLOCK_BOOTTIME = 7;
  private static final ThreadLocal<MemorySegment> TIMESPEC =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 8));

  @Override
  public Instant instant() {
    MemorySegment timespec = TIMESPEC.get();
    Libc.check(
        Libc.call(Function.CLOCK_GETTIME, CLOCK_BOOTTIME, timespec.address()),
        "cannot read the clock");
    return Instant.ofEpochSecond(
        timespec.get(ValueLayout.JAVA_LONG, 0), timespec.get(ValueLayout.JAVA_LONG, 8));
  }
}
