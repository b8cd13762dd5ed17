package org.jdeploy.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm unstartup}: undoes {@code jpm startup}. */
@Command(
    name = "unstartup",
    description = "No longer start jpmd at boot; what runs now goes on.",
    footer = {"", "Example: sudo jpm unstartup --user deploy"})
final class UnstartupCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--user", paramLabel = "U", description = "Whose programs (default: yours).")
  private @Nullable String user;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "The system below a directory; runs nothing.")
  private Path root = Path.of("/");

  UnstartupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    BootSystem system = new BootSystem(session, root);
    BootUnit unit = system.unit(user);
    Path file = system.place(unit);
    if (!Files.exists(file)) {
      session.out().println("jpmd is not started at boot: there is no " + file);
      return ExitCodes.DONE;
    }
    system.run(unit.disable());
    Files.delete(file);
    session.out().println("removed " + file);
    return ExitCodes.DONE;
  }
}
