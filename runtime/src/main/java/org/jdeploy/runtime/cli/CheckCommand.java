package org.jdeploy.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jpm check}. */
@Command(
    name = "check",
    description = "Read program files and tell all their mistakes; change nothing.",
    footer = {"", "Example: jpm check programs.json"})
final class CheckCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description = "A program file or a directory of them (default: JPM_HOME/programs.d).")
  private @Nullable Path place;

  CheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path from = place == null ? session.home().programs() : place;
    Map<Path, List<ProgramSpec>> files = ProgramFiles.read(from);
    int programs = 0;
    for (List<ProgramSpec> specs : files.values()) {
      for (ProgramSpec spec : specs) {
        programs++;
        warn(spec);
      }
    }
    session
        .out()
        .println(from + ": good, " + programs + (programs == 1 ? " program" : " programs"));
    return ExitCodes.DONE;
  }

  /** What is not there yet may come before the program starts. */
  private void warn(ProgramSpec spec) {
    if (!Files.isDirectory(spec.directory())) {
      session
          .err()
          .println(
              "jpm: warning: "
                  + spec.name()
                  + ": directory "
                  + spec.directory()
                  + " does not exist");
    }
  }
}
