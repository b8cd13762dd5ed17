package org.jdeploy.runtime.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramWarnings;
import org.jdeploy.runtime.program.StartOrder;
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
      description =
          "A program file (JSON, Supervisor's INI, Procfile) or a directory of them (default:"
              + " JPM_HOME/programs.d).")
  private @Nullable Path place;

  CheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ProgramFiles files =
        ProgramFiles.read(session, place == null ? session.home().programs() : place);
    files.tell(session);
    int programs = 0;
    for (List<ProgramSpec> specs : files.good().values()) {
      for (ProgramSpec spec : specs) {
        programs++;
        ProgramWarnings.of(spec, session.environment().getOrDefault("PATH", ""))
            .forEach(warning -> session.err().println("jpm: warning: " + warning));
      }
    }
    List<ProgramSpec> all = files.good().values().stream().flatMap(List::stream).toList();
    List<StartOrder.Problem> problems = StartOrder.problems(all, List.of());
    for (StartOrder.Problem problem : problems) {
      session
          .err()
          .println("jpm: " + (problem.isCircle() ? "" : "warning: ") + problem + note(problem));
    }
    if (files.hasBroken() || problems.stream().anyMatch(StartOrder.Problem::isCircle)) {
      return ExitCodes.USAGE;
    }
    session
        .out()
        .println(
            files.place() + ": good, " + programs + (programs == 1 ? " program" : " programs"));
    return ExitCodes.DONE;
  }

  /** Only the daemon knows all programs there are. */
  private static String note(StartOrder.Problem problem) {
    return problem.isCircle()
        ? ""
        : " here (jpm apply refuses it when jpmd does not know it either)";
  }
}
