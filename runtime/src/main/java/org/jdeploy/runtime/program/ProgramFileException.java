package org.jdeploy.runtime.program;

import java.util.List;
import java.util.stream.Collectors;
import org.jdeploy.runtime.json.Problem;

/** A program file that cannot be used. The message has a line for each problem, with its place. */
public final class ProgramFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ProgramFileException(List<Problem> problems) {
    super(
        Problem.sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = Problem.sorted(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
