package org.jdeploy.deployer.plan;

import java.util.List;

/** What planning gives: a plan, or all the reasons why there is none. */
public sealed interface Planning {

  /** The plan. */
  record Planned(Plan plan) implements Planning {}

  /**
   * Nothing may be done.
   *
   * @param exitCode 1 when servers are not fit, 2 when the wish itself is wrong
   */
  record Refused(int exitCode, List<Problem> problems) implements Planning {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /**
   * One reason.
   *
   * @param host the server, or empty when it is about all
   */
  record Problem(String host, String text) {
    @Override
    public String toString() {
      return host.isEmpty() ? text : host + ": " + text;
    }
  }
}
