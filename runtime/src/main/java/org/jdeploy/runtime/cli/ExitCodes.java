package org.jdeploy.runtime.cli;

/** What jpm's exit codes mean; a contract with scripts. */
final class ExitCodes {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** Also a file that is wrong, and a name that nothing has. */
  static final int USAGE = 2;

  /** Status: something is not up. */
  static final int NOT_UP = 3;

  /** Status: cannot tell. */
  static final int CANNOT_TELL = 4;

  /** No daemon runs, and this command starts none. */
  static final int NO_DAEMON = 7;

  private ExitCodes() {}
}
