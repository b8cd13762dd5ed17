package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm stop}. */
@Command(
    name = "stop",
    description = "Stop programs or instances; they stay stopped until started again.",
    footer = {"", "Example: jpm stop blogd:1"})
final class StopCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new Operation("stop", targets, wait.waits()).run(session, json);
  }
}
