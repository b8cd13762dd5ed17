package org.jdeploy.deployer.engine;

import java.util.List;

/** How a step ended, as the engine goes on from it. */
sealed interface Outcome {

  /** It did what it should. */
  record Done(List<String> output) implements Outcome {}

  /**
   * It did not.
   *
   * @param code exit code, or -1 when there is none
   * @param output its last lines
   */
  record Failed(String step, int code, String message, List<String> output) implements Outcome {}

  /** The connection went away: what happened is not known. */
  record Lost(String step, String reason) implements Outcome {}

  /** It was not begun: the operation ends for another reason. */
  record Skipped() implements Outcome {}

  default boolean done() {
    return this instanceof Done;
  }
}
