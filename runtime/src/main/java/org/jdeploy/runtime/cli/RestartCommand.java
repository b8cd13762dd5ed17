package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm restart}. */
@Command(
    name = "restart",
    description = "Stop and start programs or instances (reload loses no request, this may).",
    footer = {"", "Example: jpm restart blogd"})
final class RestartCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  RestartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new Operation("restart", targets, wait.waits()).run(session, json);
  }
}
