package org.jdeploy.runtime.supervise;

import java.util.Optional;

/** How an operation ended. */
public sealed interface Outcome {
  /** What a person is told. */
  String message();

  record Done(String message) implements Outcome {}

  /**
   * @param run the process that was at fault, whose last lines explain more
   */
  record Failed(String message, Optional<Run> run) implements Outcome {}
}
