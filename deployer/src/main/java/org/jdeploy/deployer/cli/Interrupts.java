package org.jdeploy.deployer.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C (or SIGTERM) does: the running command is told once, gets time to put things in
 * order, and the process ends with exit code 130.
 */
final class Interrupts {
  /** Longer than any revert that the engine bounds itself. */
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private Interrupts() {}

  /**
   * From now on an interruption runs {@code order}, on another thread, and then waits for the
   * command to end by {@link #exit}.
   */
  static void handle(Runnable order) {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("interrupted").unstarted(() -> interrupt(order)));
  }

  private static void interrupt(Runnable order) {
    if (ENDED.getCount() == 0) {
      return;
    }
    order.run();
    try {
      if (!ENDED.await(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("jdeploy: gave up waiting for what was under way");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** Ends the process. */
  static void exit(int code) {
    ENDED.countDown();
    System.exit(code);
  }
}
