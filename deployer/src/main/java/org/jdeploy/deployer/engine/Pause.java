package org.jdeploy.deployer.engine;

/** Waiting a moment. */
final class Pause {
  private Pause() {}

  /** False when the thread was interrupted. */
  static boolean millis(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
