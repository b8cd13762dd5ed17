package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm flush}. */
@Command(
    name = "flush",
    description = "Empty log files now; rotated ones stay.",
    footer = {"", "Example: jpm flush blogd"})
final class FlushCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..*",
      paramLabel = "TARGET",
      description = Operation.TARGETS + " Default: all programs.")
  private List<String> targets = new ArrayList<>();

  @Option(names = "--json", description = "Print the files as JSON.")
  private boolean json;

  FlushCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new LogFilesTask("flush", "emptied", targets).run(session, json);
  }
}
