package org.jdeploy.deployer.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The objects of a tree that a receiver lacks: the tree, its directories, its files; no commits, no
 * submodules.
 */
final class TreeObjects implements Iterable<RevObject> {
  private final ObjectIdOwnerMap<Known> known = new ObjectIdOwnerMap<>();
  private final List<RevObject> wanted = new ArrayList<>();

  TreeObjects(Repository git, String tree, Collection<String> have) throws IOException {
    try (RevWalk types = new RevWalk(git);
        ObjectReader reader = git.newObjectReader()) {
      for (String id : have) {
        try {
          walk(reader, ObjectId.fromString(id), types, false);
        } catch (MissingObjectException | IncorrectObjectTypeException _) {
          // The receiver has a tree that is unknown here, or only in part: it then gets more.
        }
      }
      walk(reader, ObjectId.fromString(tree), types, true);
    }
  }

  private void walk(ObjectReader reader, ObjectId tree, RevWalk types, boolean want)
      throws IOException {
    if (known.contains(tree)) {
      return;
    }
    CanonicalTreeParser entries = new CanonicalTreeParser();
    entries.reset(reader, tree);
    add(types.lookupTree(tree), want);
    for (; !entries.eof(); entries.next()) {
      FileMode mode = entries.getEntryFileMode();
      ObjectId id = entries.getEntryObjectId();
      if (FileMode.TREE.equals(mode)) {
        walk(reader, id, types, want);
      } else if (!FileMode.GITLINK.equals(mode) && !known.contains(id)) {
        add(types.lookupBlob(id), want);
      }
    }
  }

  private void add(RevObject object, boolean want) {
    known.add(new Known(object));
    if (want) {
      wanted.add(object);
    }
  }

  /** Trees first, as git orders packs. */
  @Override
  public Iterator<RevObject> iterator() {
    return wanted.iterator();
  }

  private static final class Known extends ObjectIdOwnerMap.Entry {
    Known(ObjectId id) {
      super(id);
    }
  }
}
