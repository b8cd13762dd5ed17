package org.jdeploy.deployer.cli;

/** A command line, or a file beside it, that cannot be used: exit code 2, nothing was changed. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
