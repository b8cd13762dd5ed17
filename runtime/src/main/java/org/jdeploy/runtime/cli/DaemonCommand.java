package org.jdeploy.runtime.cli;

import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.daemon.Jpmd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm daemon}: starts jpmd, in the background unless told otherwise. */
@Command(
    name = "daemon",
    description = "Start jpmd and the programs it knows; nothing happens when it runs already.",
    footer = {"", "Example: JPM_HOME=/srv/jpm jpm daemon"})
final class DaemonCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--foreground",
      description = "Be jpmd, until told to stop: for systemd and containers.")
  private boolean foreground;

  @Option(
      names = "--exit-when-done",
      description =
          "With --foreground: end when no program runs or is to be started any more, with the worst"
              + " of their exit codes.")
  private boolean exitWhenDone;

  DaemonCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (exitWhenDone && !foreground) {
      throw new Failure(ExitCodes.USAGE, "--exit-when-done is for a daemon in the foreground");
    }
    if (foreground) {
      return Jpmd.run(session.home(), exitWhenDone);
    }
    boolean started = new DaemonLauncher(session.client(), session.environment()).ensureRunning();
    long pid = Fields.of(session.client().get("/v1/version")).number("pid");
    session
        .out()
        .println((started ? "started jpmd, process " : "jpmd runs already, process ") + pid);
    return ExitCodes.DONE;
  }
}
