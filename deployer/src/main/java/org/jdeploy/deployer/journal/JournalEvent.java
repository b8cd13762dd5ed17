package org.jdeploy.deployer.journal;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a server's journal.
 *
 * @param sequence position in the journal; it alone gives the order
 * @param at the server's clock, UTC, for people
 * @param attempt names the deploy or rollback the event belongs to
 * @param rollback the attempt is a rollback
 * @param release the release it is about
 * @param sha full commit, or empty where the event needs none
 * @param tree git tree that was checked out, or empty
 * @param digest of what else decides how the release runs, or empty
 * @param who {@code user@machine} of the person, or empty
 * @param detail a sentence, or empty
 * @param took how long what ended here took
 */
public record JournalEvent(
    long sequence,
    String at,
    What type,
    String attempt,
    boolean rollback,
    String release,
    String sha,
    String tree,
    String digest,
    String who,
    String detail,
    Optional<Duration> took) {

  /** What happened. */
  public enum What {
    /** An attempt begins to write into the release's directory. */
    BEGIN,
    /** The release is complete. */
    PREPARED,
    /** {@code current} points at the release; unless confirmed it will be reverted. */
    PUBLISHED,
    /** The release is live for good. */
    CONFIRMED,
    /** {@code current} points at what it pointed at before. */
    REVERTED,
    /** The attempt ended before it was confirmed. */
    FAILED,
    /** The release's directory is gone. */
    REMOVED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<What> of(String word) {
      for (What type : values()) {
        if (type.word().equals(word)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }
}
