package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a server does: a POSIX shell script, with a payload on its standard input.
 *
 * @param id unique within the steps of one server: {@code checkout}, {@code migrate}
 * @param title what a person reads: {@code "Check out 3f2a91c"}
 * @param script the script as it runs and as a plan prints it; it names a secret only by the
 *     variable {@code JDEPLOY_SECRET_NAME}, whose value the engine puts before it
 * @param timeout after which the step counts as failed
 * @param secrets names of the secrets that the script uses
 * @param place where it runs
 * @param check what else must hold, beside exit code 0
 */
public record Step(
    String id,
    String title,
    String script,
    PayloadSource payload,
    Duration timeout,
    Set<String> secrets,
    Place place,
    Optional<RunsFrom> check) {

  public Step {
    secrets = Set.copyOf(secrets);
  }

  /** Where a step runs. */
  public enum Place {
    /** In a subshell of the server's channel. */
    SERVER,
    /** In the channel's own shell, where it may keep the lock and define what later steps use. */
    CHANNEL,
    /** On the machine of the person who deploys, in the directory of deploy.json. */
    LOCAL
  }

  /**
   * The step printed {@code jpm status --json}: each running instance of these programs must run
   * from the directory or below it.
   */
  public record RunsFrom(String directory, Set<String> programs) {
    public RunsFrom {
      programs = Set.copyOf(programs);
    }
  }

  static Step onServer(String id, String title, String script, Duration timeout) {
    return new Step(
        id,
        title,
        script,
        new PayloadSource.None(),
        timeout,
        Set.of(),
        Place.SERVER,
        Optional.empty());
  }

  static Step inChannel(String id, String title, String script, Duration timeout) {
    return new Step(
        id,
        title,
        script,
        new PayloadSource.None(),
        timeout,
        Set.of(),
        Place.CHANNEL,
        Optional.empty());
  }

  Step with(PayloadSource source) {
    return new Step(id, title, script, source, timeout, secrets, place, check);
  }
}
