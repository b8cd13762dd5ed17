package org.jdeploy.runtime.cli;

import picocli.CommandLine.Option;

/** {@code --no-wait}: for commands that begin something. */
final class WaitOption {
  @Option(
      names = "--no-wait",
      negatable = true,
      description = "Return when it has begun; jpm events tells the outcome by the number printed.")
  private boolean noWait;

  boolean waits() {
    return !noWait;
  }
}
