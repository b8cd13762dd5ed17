package org.jdeploy.deployer.cli;

import java.util.List;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineEvent;

/** Each line with its server before it, as soon as it comes; when quiet errors only. */
final class PrefixedLines implements RemoteLines {
  private final Surroundings surroundings;
  private final Look look;
  private final boolean quiet;
  private final int width;

  PrefixedLines(Surroundings surroundings, StageSession session) {
    this.surroundings = surroundings;
    this.look = session.output().look();
    this.quiet = session.output().quiet();
    this.width =
        session.fleet().servers().stream()
            .mapToInt(server -> server.name().length())
            .max()
            .orElse(0);
  }

  @Override
  public void on(EngineEvent event) {
    if (event instanceof EngineEvent.StepLine line && (line.error() || !quiet)) {
      String prefix = look.dim(line.host() + " ".repeat(width - line.host().length()) + " | ");
      (line.error() ? surroundings.err() : surroundings.out()).println(prefix + line.line());
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  @Override
  public void end(List<CommandResult> results) {}
}
