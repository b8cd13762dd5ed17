package org.jdeploy.deployer.cli;

import java.nio.file.Path;
import org.jdeploy.deployer.console.Verbosity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command tells what it does; the same for every command. */
final class OutputOptions {
  @Option(
      names = "--json",
      description =
          "One JSON document on standard output and nothing else; messages on standard error.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Problems only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "What the steps print, too, line by line.")
  private boolean verbose;

  @Option(names = "--no-color", description = "No colors (nor with NO_COLOR in the environment).")
  boolean noColor;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Append everything that happens to FILE.")
  @Nullable Path log;

  @Option(names = "--debug", description = "Stack traces of unexpected errors.")
  boolean debug;

  Verbosity verbosity() {
    return quiet ? Verbosity.QUIET : verbose ? Verbosity.VERBOSE : Verbosity.NORMAL;
  }
}
