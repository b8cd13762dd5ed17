package org.jdeploy.runtime.log;

import java.time.Duration;

/** Where a FIFO's bytes go. Used by the pump's thread. */
interface Outlet {
  /** To be called before a series of {@link #take}. */
  void prepare();

  /**
   * Moves some of what is in the pipe.
   *
   * @return bytes that left the pipe, 0 when there were none or they have to wait
   */
  long take(int pipe);

  /** To be called after a series of {@link #take}. */
  void taken();

  /** No more will come: what waits for more has to go now. */
  default void finish(int pipe) {}

  /** How long what is in the pipe now has to wait; zero when it need not. */
  default Duration pause() {
    return Duration.ZERO;
  }

  Losses losses();
}
