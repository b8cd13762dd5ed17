package org.jdeploy.deployer.cli;

import org.jdeploy.deployer.config.Placeholders;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.git.Revisions;

/** What of the repository is deployed. */
final class Sources {
  private Sources() {}

  static ResolvedRevision resolve(Stage stage) {
    if (!Placeholders.names("secret", stage.repository()).isEmpty()) {
      throw new UsageException(
          "\"repository\" of stage "
              + stage.name()
              + " uses a secret: let git's credential helper or an ssh key log in instead");
    }
    return Revisions.ofUser().resolve(stage.repository(), stage.revision(), stage.baseDirectory());
  }

  /** What a person wants to see first: is this what I meant, and where does it go? */
  static String headline(StageSession session, ResolvedRevision revision) {
    return describe(session, revision) + " to " + session.stage().name() + ": " + session.servers();
  }

  /** The application at a commit, in a few words. */
  static String describe(StageSession session, ResolvedRevision revision) {
    String name = session.stage().application() + " " + revision.shortSha();
    String ref = revision.sha().startsWith(revision.ref()) ? "" : revision.ref() + ", ";
    return "%s (%s%s: %s)"
        .formatted(
            session.output().look().strong(name), ref, revision.author(), revision.subject());
  }
}
