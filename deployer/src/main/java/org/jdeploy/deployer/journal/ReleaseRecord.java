package org.jdeploy.deployer.journal;

import java.time.Duration;
import java.util.Optional;

/**
 * What a journal tells about one release.
 *
 * @param sha full commit, or empty
 * @param who made it
 * @param at when it was begun, the server's UTC
 * @param took from its beginning to its confirmation, as far as measured
 * @param present its directory is there
 * @param live it is what {@code current} points at
 */
public record ReleaseRecord(
    String name,
    String sha,
    String who,
    String at,
    Outcome outcome,
    Optional<Duration> took,
    boolean present,
    boolean live) {

  /** How the making of a release ended. */
  public enum Outcome {
    /** It went live and was confirmed. */
    GOOD,
    /** It was switched to, and back. */
    REVERTED,
    /** It was never switched to. */
    FAILED,
    /** Begun, and nothing more is known: under way, or its client died. */
    UNFINISHED
  }
}
