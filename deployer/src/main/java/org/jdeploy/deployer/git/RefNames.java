package org.jdeploy.deployer.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jdeploy.runtime.json.Suggestion;

/** The names by which a repository knows its commits. */
final class RefNames {
  private final Repository git;
  private final String display;

  /**
   * @param display what messages call the repository
   */
  RefNames(Repository git, String display) {
    this.git = git;
    this.display = display;
  }

  /**
   * The commit that {@code revision} names. Order: branch, tag, remote branch, then whatever {@code
   * git rev-parse} would say. A name that is both a branch and a tag is refused when they differ.
   */
  ObjectId commit(String revision) throws IOException {
    if (revision.isBlank()) {
      throw new GitException("the revision is empty: expected a branch, a tag or a commit");
    }
    Optional<ObjectId> branch = named(Constants.R_HEADS + revision);
    Optional<ObjectId> tag = named(Constants.R_TAGS + revision);
    if (branch.isPresent() && tag.isPresent() && !branch.equals(tag)) {
      throw new GitException(
          "\"%s\" is a branch and a tag, of different commits: say refs/heads/%s or refs/tags/%s"
              .formatted(revision, revision, revision));
    }
    Optional<ObjectId> commit =
        branch.or(() -> tag).or(() -> orNone(Constants.R_REMOTES + "origin/" + revision));
    return commit.isPresent() ? commit.get() : expression(revision);
  }

  private Optional<ObjectId> orNone(String ref) {
    try {
      return named(ref);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Optional<ObjectId> named(String name) throws IOException {
    Ref ref = git.getRefDatabase().exactRef(name);
    ObjectId id = ref == null ? null : ref.getObjectId();
    return id == null ? Optional.empty() : Optional.of(peel(id, name));
  }

  private ObjectId expression(String revision) throws IOException {
    try {
      ObjectId id = git.resolve(revision);
      if (id == null) {
        throw none(revision);
      }
      return peel(id, revision);
    } catch (AmbiguousObjectException e) {
      throw new GitException(
          "\"%s\" begins the id of several objects: write more of its digits".formatted(revision),
          e);
    } catch (RevisionSyntaxException | MissingObjectException | IncorrectObjectTypeException _) {
      throw none(revision);
    }
  }

  private ObjectId peel(ObjectId id, String name) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      RevObject object = walk.peel(walk.parseAny(id));
      if (object.getType() != Constants.OBJ_COMMIT) {
        throw new GitException(
            "\"%s\" is a %s, expected a commit"
                .formatted(name, Constants.typeString(object.getType())));
      }
      return object.copy();
    }
  }

  private GitException none(String revision) throws IOException {
    List<String> names = new ArrayList<>();
    for (String prefix : List.of(Constants.R_HEADS, Constants.R_TAGS)) {
      for (Ref ref : git.getRefDatabase().getRefsByPrefix(prefix)) {
        names.add(ref.getName().substring(prefix.length()));
      }
    }
    if (names.isEmpty()) {
      return new GitException(
          "no revision \"%s\" in %s: the repository has no branch and no tag"
              .formatted(revision, display));
    }
    return new GitException(
        "no revision \"%s\" in %s%s"
            .formatted(
                revision,
                display,
                Suggestion.of(revision, names)
                    .map(name -> ": did you mean \"" + name + "\"?")
                    .orElse("")));
  }
}
