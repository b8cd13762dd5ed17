package org.jdeploy.deployer.cli;

import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.git.Revisions;

/** What of the repository is deployed. */
final class Sources {
  private Sources() {}

  static ResolvedRevision resolve(Stage stage) {
    return Revisions.ofUser().resolve(stage.repository(), stage.revision(), stage.baseDirectory());
  }

  /** What a person wants to see first: is this what I meant, and where does it go? */
  static String headline(StageSession session, ResolvedRevision revision) {
    return session.output().look().strong(session.stage().application() + " " + revision.shortSha())
        + " ("
        + (revision.sha().startsWith(revision.ref()) ? "" : revision.ref() + ", ")
        + revision.author()
        + ": "
        + revision.subject()
        + ") to "
        + session.stage().name()
        + ": "
        + session.servers();
  }
}
