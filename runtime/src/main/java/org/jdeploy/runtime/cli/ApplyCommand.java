package org.jdeploy.runtime.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jpm apply}. */
@Command(
    name = "apply",
    description = {
      "Make what runs match program files, and wait until it does.",
      "What is unchanged is not touched; what changed is replaced one instance after the other,",
      "or applied live when that needs no new process. A file with mistakes changes nothing."
    },
    footer = {"", "Example: jpm apply programs.json --dry-run"})
final class ApplyCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description =
          "A program file (JSON, Supervisor's INI, Procfile) or a directory of them (default:"
              + " JPM_HOME/programs.d).")
  private @Nullable Path place;

  @Option(names = "--dry-run", description = "Only print what would change.")
  private boolean dryRun;

  @Option(
      names = "--prune",
      description = "Delete programs that came from these files and are no longer in them.")
  private boolean prune;

  @Option(names = "--reload", description = "Also replace what is unchanged: its code is new.")
  private boolean reload;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      description = "How long a new instance of an unchanged program may take to be ready.")
  private @Nullable String timeout;

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  ApplyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ProgramFiles files =
        ProgramFiles.read(session, place == null ? session.home().programs() : place);
    files.tell(session);
    if (files.good().isEmpty() && files.hasBroken()) {
      return ExitCodes.USAGE;
    }
    int code =
        new Application(
                files.good(),
                reload,
                prune,
                dryRun,
                Optional.ofNullable(timeout).map(Units::duration),
                wait.waits())
            .within(files.place(), files.broken())
            .run(session, json);
    return files.hasBroken() ? ExitCodes.USAGE : code;
  }
}
