package org.jdeploy.deployer.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * What lies between two commits.
 *
 * @param added commits of the second that the first has not, newest first
 * @param removed commits of the first that the second has not, newest first
 * @param complete whether both commits are known here; otherwise both lists are empty
 */
public record Changelog(List<Commit> added, List<Commit> removed, boolean complete) {
  /** More than these nobody reads. */
  private static final int AT_MOST = 1000;

  public Changelog {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** One commit. */
  public record Commit(String sha, String author, Instant when, String subject) {}

  /** Each list holds at most 1000 commits. */
  public static Changelog between(Path gitDirectory, String from, String to) {
    QuietSystemReader.install();
    try (Repository git = LocalRepository.open(gitDirectory)) {
      return new Changelog(only(git, to, from), only(git, from, to), true);
    } catch (MissingObjectException _) {
      return new Changelog(List.of(), List.of(), false);
    } catch (IOException e) {
      throw new GitException(
          "cannot read the commits of %s: %s".formatted(gitDirectory, e.getMessage()), e);
    }
  }

  private static List<Commit> only(Repository git, String in, String notIn) throws IOException {
    List<Commit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(git)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(in)));
      walk.markUninteresting(walk.parseCommit(ObjectId.fromString(notIn)));
      for (RevCommit commit : walk) {
        if (commits.size() == AT_MOST) {
          break;
        }
        PersonIdent author = commit.getAuthorIdent();
        commits.add(
            new Commit(
                commit.name(),
                author == null ? "" : author.getName(),
                Instant.ofEpochSecond(commit.getCommitTime()),
                commit.getShortMessage()));
      }
    }
    return commits;
  }
}
