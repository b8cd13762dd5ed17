package org.jdeploy.runtime.cli;

/** Ends the command with a message on stderr and an exit code of {@link ExitCodes}. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
