package org.jdeploy.deployer.git;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A revision that was looked up once; everything after speaks of {@code sha}.
 *
 * @param sha full id of the commit
 * @param tree full id of the tree to deploy: the commit's, or that of a directory in it
 * @param ref what was asked for, as a person wrote it
 * @param author name of who wrote the commit
 * @param when it was committed
 * @param subject first line of its message
 * @param gitDirectory local git directory that has the commit, for packs and change logs
 */
public record ResolvedRevision(
    String sha,
    String tree,
    String ref,
    String author,
    Instant when,
    String subject,
    Path gitDirectory) {

  /** The first seven digits of the commit, for people and names. */
  public String shortSha() {
    return sha.substring(0, Math.min(7, sha.length()));
  }
}
