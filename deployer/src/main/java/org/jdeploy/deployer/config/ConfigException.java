package org.jdeploy.deployer.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jdeploy.runtime.json.Problem;

/**
 * A configuration (or options beside it) that cannot be used: exit code 2. The message has a line
 * for each problem, with its place.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(
        Problem.sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = Problem.sorted(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
