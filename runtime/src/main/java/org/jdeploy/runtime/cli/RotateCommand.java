package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm rotate}. */
@Command(
    name = "rotate",
    description = "Begin new log files now, however small they are; empty ones are left alone.",
    footer = {"", "Example: jpm rotate blogd"})
final class RotateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..*",
      paramLabel = "TARGET",
      description = Operation.TARGETS + " Default: all programs.")
  private List<String> targets = new ArrayList<>();

  @Option(names = "--json", description = "Print the files as JSON.")
  private boolean json;

  RotateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new LogFilesTask("rotate", "rotated", targets).run(session, json);
  }
}
