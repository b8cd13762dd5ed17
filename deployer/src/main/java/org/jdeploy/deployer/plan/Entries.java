package org.jdeploy.deployer.plan;

import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.journal.JournalEvent;
import org.jdeploy.deployer.journal.JournalLine;

/** Writes the journal lines of one attempt on one server, without what the server adds. */
record Entries(
    String attempt,
    boolean rollback,
    String release,
    String sha,
    String tree,
    String digest,
    String who) {

  String rest(JournalEvent.What what, String detail) {
    return JournalLine.rest(
        new JournalEvent(
            0,
            "",
            what,
            attempt,
            rollback,
            release,
            sha,
            tree,
            digest,
            who,
            detail,
            Optional.empty()));
  }

  /** A line about another release: one that was removed, or one that is live again. */
  static String about(JournalEvent.What what, String attempt, String release, String who) {
    return JournalLine.rest(
        new JournalEvent(
            0, "", what, attempt, false, release, "", "", "", who, "", Optional.empty()));
  }

  static Entries of(Map<String, Entries> all, Server server) {
    Entries found = all.get(server.name());
    if (found == null) {
      throw new IllegalArgumentException("no entries for " + server.name());
    }
    return found;
  }
}
