package org.jdeploy.deployer.console;

/** How much a person wants to read. */
public enum Verbosity {
  /** Problems only. */
  QUIET,
  NORMAL,
  /** What the steps print, too. */
  VERBOSE
}
