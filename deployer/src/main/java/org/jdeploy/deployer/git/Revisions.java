package org.jdeploy.deployer.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Turns what a person calls a revision into a commit, once, on this machine. */
public final class Revisions {
  private final Path cache;

  /**
   * @param cache where bare copies of remote repositories are kept between runs
   */
  public Revisions(Path cache) {
    this.cache = cache;
    QuietSystemReader.install();
  }

  /** With the copies in the user's cache directory. */
  public static Revisions ofUser() {
    return new Revisions(Mirror.userCache());
  }

  /**
   * Looks a revision up.
   *
   * @param repository any git URL, or a path
   * @param revision a branch, a tag, a commit (whole or its first digits), or what else {@code git
   *     rev-parse} takes
   * @param base directory that a relative path starts from
   * @param subdirectory directory of the repository to deploy, empty for all of it
   * @throws GitException with a sentence, when there is no such repository, revision or directory
   */
  public ResolvedRevision resolve(
      String repository, String revision, Path base, String subdirectory) {
    Source source = Source.of(repository, base);
    Path gitDirectory =
        switch (source) {
          case Source.Local local -> LocalRepository.gitDirectory(local.path(), repository);
          case Source.Remote remote -> new Mirror(cache, remote).bringUpToDate(revision);
        };
    try (Repository git = LocalRepository.open(gitDirectory)) {
      RefNames names = new RefNames(git, source.display());
      return describe(git, names.commit(revision), revision, subdirectory, gitDirectory);
    } catch (IOException e) {
      throw new GitException(
          "cannot read the repository %s: %s".formatted(source.display(), e.getMessage()), e);
    }
  }

  /** {@link #resolve(String, String, Path, String)} of the whole repository. */
  public ResolvedRevision resolve(String repository, String revision, Path base) {
    return resolve(repository, revision, base, "");
  }

  private static ResolvedRevision describe(
      Repository git, ObjectId id, String revision, String subdirectory, Path gitDirectory)
      throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      RevCommit commit = walk.parseCommit(id);
      PersonIdent author = commit.getAuthorIdent();
      return new ResolvedRevision(
          commit.name(),
          tree(git, commit, subdirectory).name(),
          revision,
          author == null ? "" : author.getName(),
          java.time.Instant.ofEpochSecond(commit.getCommitTime()),
          commit.getShortMessage(),
          gitDirectory);
    }
  }

  private static ObjectId tree(Repository git, RevCommit commit, String subdirectory)
      throws IOException {
    String path = subdirectory.replaceAll("^(\\./|/)+|/+$", "");
    if (path.isEmpty() || path.equals(".")) {
      return commit.getTree();
    }
    try (TreeWalk found = TreeWalk.forPath(git, path, commit.getTree())) {
      if (found == null) {
        throw new GitException(
            "the commit %s has no directory \"%s\""
                .formatted(commit.abbreviate(7).name(), subdirectory));
      }
      if (!found.isSubtree()) {
        throw new GitException(
            "\"%s\" is a file in the commit %s, expected a directory"
                .formatted(subdirectory, commit.abbreviate(7).name()));
      }
      return found.getObjectId(0);
    }
  }
}
