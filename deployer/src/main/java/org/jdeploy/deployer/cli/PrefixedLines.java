package org.jdeploy.deployer.cli;

import java.util.List;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.Fleet;

/** Each line with its server before it, as soon as it comes. */
final class PrefixedLines implements RemoteLines {
  private final Surroundings surroundings;
  private final Look look;
  private final int width;

  PrefixedLines(Surroundings surroundings, Look look, Fleet fleet) {
    this.surroundings = surroundings;
    this.look = look;
    this.width =
        fleet.servers().stream().mapToInt(server -> server.name().length()).max().orElse(0);
  }

  @Override
  public void on(EngineEvent event) {
    if (event instanceof EngineEvent.StepLine line) {
      String prefix = look.dim(line.host() + " ".repeat(width - line.host().length()) + " | ");
      (line.error() ? surroundings.err() : surroundings.out()).println(prefix + line.line());
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  @Override
  public void end(List<CommandResult> results) {}
}
