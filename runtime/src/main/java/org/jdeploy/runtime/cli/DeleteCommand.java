package org.jdeploy.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm delete}. */
@Command(
    name = "delete",
    description = "Stop programs and forget them; their logs stay.",
    footer = {"", "Example: jpm delete blogd"})
final class DeleteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "TARGET", description = Operation.TARGETS)
  private List<String> targets = new ArrayList<>();

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  DeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new Operation("delete", targets, wait.waits()).run(session, json);
  }
}
