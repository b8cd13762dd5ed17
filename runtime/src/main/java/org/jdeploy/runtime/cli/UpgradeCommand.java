package org.jdeploy.runtime.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.DaemonLauncher;
import org.jdeploy.runtime.client.Fields;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code jpm upgrade}: has jpmd become the version of this jpm. */
@Command(
    name = "upgrade",
    description = {
      "Replace jpmd by the version of this jpm: the same process, no program is touched.",
      "Requests under way are waited for."
    },
    footer = {"", "Example: jpm upgrade"})
final class UpgradeCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 150;

  private final Session session;

  UpgradeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Fields before = version();
    session
        .client()
        .post("/v1/upgrade", Map.of("command", DaemonLauncher.command(session.environment())));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(50);
      @Nullable Fields now = versionIfAny();
      if (now != null && !now.text("image").equals(before.text("image"))) {
        session
            .out()
            .println(
                "jpmd "
                    + before.text("version")
                    + " became "
                    + now.text("version")
                    + ", process "
                    + now.number("pid"));
        return ExitCodes.DONE;
      }
      String problem = now == null ? "" : now.optionalText("upgradeProblem").orElse("");
      if (!problem.isEmpty()) {
        throw new Failure(ExitCodes.FAILED, problem);
      }
    }
    throw new Failure(
        ExitCodes.FAILED, "no new jpmd answers; " + session.home().daemonLog() + " says more");
  }

  private Fields version() {
    return Fields.of(session.client().get("/v1/version"));
  }

  private @Nullable Fields versionIfAny() {
    try {
      return version();
    } catch (ControlException e) {
      return null;
    }
  }
}
