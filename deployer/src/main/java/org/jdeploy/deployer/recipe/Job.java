package org.jdeploy.deployer.recipe;

import java.time.Duration;
import java.util.Set;

/**
 * A command at a point of a deploy, from a recipe or from the project's tasks.
 *
 * @param name as written: {@code node:install}, {@code migrate}
 * @param title what a person reads
 * @param run POSIX shell text
 * @param on which machines run it
 * @param in directory it runs in
 * @param roles only servers with one of these; empty = all
 * @param strict the first failing command ends it ({@code set -e})
 */
public record Job(
    String name,
    String title,
    String run,
    On on,
    In in,
    Set<String> roles,
    Duration timeout,
    boolean sudo,
    boolean strict) {

  public Job {
    roles = Set.copyOf(roles);
  }

  /** Which machines run a job. */
  public enum On {
    ALL,
    PRIMARY,
    LOCAL
  }

  /** The directory a job starts in. */
  public enum In {
    RELEASE,
    CURRENT,
    SHARED,
    DEPLOY_TO,
    HOME
  }
}
