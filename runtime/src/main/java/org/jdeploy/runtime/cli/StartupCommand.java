package org.jdeploy.runtime.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm startup}: starts jpmd at boot. */
@Command(
    name = "startup",
    description = {
      "Have the machine start jpmd at boot and keep it alive, and say what was done for that.",
      "As root for the system, else by your own systemd; without systemd by OpenRC or an init"
          + " script."
    },
    footer = {"", "Example: sudo jpm startup --user deploy"})
final class StartupCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--user", paramLabel = "U", description = "Whose programs (default: yours).")
  private @Nullable String user;

  @Option(names = "--print", description = "Only print what would be written.")
  private boolean print;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "Prepare the system below a directory, such as an image; runs nothing.")
  private Path root = Path.of("/");

  StartupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    BootSystem system = new BootSystem(session, root);
    BootUnit unit = system.unit(user);
    if (print) {
      session.out().print(unit.text());
      return ExitCodes.DONE;
    }
    system.install(unit);
    system.run(unit.enable());
    if (session.client().ping()) {
      session
          .out()
          .println(
              "jpmd runs already, as it was started; it is the machine's from the next boot on, or"
                  + " at once: jpm shutdown --keep-programs, then start the service");
    }
    return ExitCodes.DONE;
  }
}
