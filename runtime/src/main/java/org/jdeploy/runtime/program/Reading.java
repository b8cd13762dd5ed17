package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.List;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Problem;

/**
 * What became of one program file.
 *
 * @param file absolute and normalized
 * @param programs none when there are problems
 * @param problems why it cannot be used, by place
 * @param remarks what it says that has no equivalent here and is left out
 * @param tree the file in our keys, not to be used when there are problems
 */
public record Reading(
    Path file,
    List<ProgramSpec> programs,
    List<Problem> problems,
    List<Problem> remarks,
    JsonObject tree) {
  public Reading {
    problems = Problem.sorted(problems);
    remarks = Problem.sorted(remarks);
    programs = problems.isEmpty() ? List.copyOf(programs) : List.of();
  }

  public boolean isBroken() {
    return !problems.isEmpty();
  }

  /** The same with another reason not to use it. */
  Reading with(Problem problem) {
    List<Problem> all = new java.util.ArrayList<>(problems);
    all.add(problem);
    return new Reading(file, programs, all, remarks, tree);
  }
}
