package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C (or SIGTERM) does: what is under way is told once, gets time to put things in order,
 * and the process ends with exit code 130.
 */
final class Interrupts {
  /** Longer than any revert that the engine bounds itself. */
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private static final CountDownLatch ENDED = new CountDownLatch(1);
  private static final Deque<Runnable> ORDERS = new ConcurrentLinkedDeque<>();
  private static boolean hooked;

  private Interrupts() {}

  /** Something that an interruption no longer concerns once it is closed. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** From now on an interruption runs {@code order}, on another thread, the latest first. */
  static synchronized Registration handle(Runnable order) {
    if (!hooked) {
      hooked = true;
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform().name("interrupted").unstarted(Interrupts::interrupted));
    }
    ORDERS.push(order);
    return () -> ORDERS.remove(order);
  }

  private static void interrupted() {
    if (ENDED.getCount() == 0 || ORDERS.isEmpty()) {
      return;
    }
    ORDERS.forEach(Runnable::run);
    try {
      if (!ENDED.await(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("jdeploy: gave up waiting for what was under way");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** Ends the process. */
  static void exit(int code) {
    ENDED.countDown();
    System.exit(code);
  }
}
