package org.jdeploy.deployer.config;

import java.time.Duration;
import java.util.Set;

/**
 * A named command of the project.
 *
 * @param run POSIX shell text. {@code ${vars.…}} and {@code ${host.…}} in it differ from server to
 *     server: {@link Server#fill} puts them in; {@code ${git.…}} and {@code ${secret.…}} wait for
 *     the deploy (see {@link Placeholders})
 * @param roles only servers with one of these; empty = all
 */
public record Task(String name, String run, On on, Set<String> roles, In in, Duration timeout) {

  public Task {
    roles = Set.copyOf(roles);
  }

  /** Which machines run a task. */
  public enum On {
    ALL,
    /** Once, on the stage's primary server. */
    PRIMARY,
    /** Once, where jdeploy runs. */
    LOCAL
  }

  /** The directory a task starts in. */
  public enum In {
    RELEASE,
    CURRENT,
    SHARED,
    DEPLOY_TO,
    HOME
  }
}
