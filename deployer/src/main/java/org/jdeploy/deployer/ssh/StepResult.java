package org.jdeploy.deployer.ssh;

import java.time.Duration;

/** How a step ended. */
public sealed interface StepResult {

  /** Ended by itself and with exit code 0. */
  default boolean ok() {
    return this instanceof Exited exited && exited.code() == 0;
  }

  /**
   * It ended.
   *
   * @param code exit code; 128 + n when signal n killed it
   */
  record Exited(int code, Duration took) implements StepResult {}

  /** Its time was up; its processes were killed. */
  record TimedOut(Duration after) implements StepResult {}

  /**
   * The connection went away: whether the step was done is not known.
   *
   * @param reason a sentence for a person
   */
  record Lost(String reason) implements StepResult {}
}
