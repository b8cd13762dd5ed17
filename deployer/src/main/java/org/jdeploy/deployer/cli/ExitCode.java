package org.jdeploy.deployer.cli;

/** What the command's end tells a script. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** Usage or configuration. */
  static final int USAGE = 2;

  static final int UNREACHABLE = 5;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
