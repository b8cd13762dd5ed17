package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.Set;

/**
 * One thing that a server does: a POSIX shell script, with a payload on its standard input.
 *
 * @param id unique within the steps of one server: {@code checkout}, {@code task:migrate}
 * @param title what a person reads: {@code "Check out 3f2a91c"}
 * @param script the script as it runs and as a plan prints it; it names a secret only by the
 *     variable {@code JDEPLOY_SECRET_NAME}, whose value the engine puts before it
 * @param timeout after which the step counts as failed
 * @param secrets names of the secrets that the script uses
 * @param place where it runs
 */
public record Step(
    String id,
    String title,
    String script,
    PayloadSource payload,
    Duration timeout,
    Set<String> secrets,
    Place place) {

  public Step {
    secrets = Set.copyOf(secrets);
  }

  /** Where a step runs. */
  public enum Place {
    /** In a subshell of the server's channel. */
    SERVER,
    /** In the channel's own shell, where it may keep the lock and define what later steps use. */
    CHANNEL,
    /** On the machine of the person who deploys. */
    LOCAL
  }
}
