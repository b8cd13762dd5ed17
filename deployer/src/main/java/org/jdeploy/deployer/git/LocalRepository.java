package org.jdeploy.deployer.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** A repository on this machine: bare, with a work tree, or a linked work tree. */
final class LocalRepository {
  private LocalRepository() {}

  /**
   * The git directory at {@code path} or, when that is a directory inside a work tree, above it.
   *
   * @param written how the person wrote the path
   */
  static Path gitDirectory(Path path, String written) {
    if (!Files.exists(path)) {
      throw new GitException(
          "no such repository: \"%s\" (%s does not exist)".formatted(written, path));
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    if (FileKey.isGitRepository(path.toFile(), FS.DETECTED)) {
      builder.setGitDir(path.toFile());
    } else {
      builder.findGitDir(path.toFile());
    }
    if (builder.getGitDir() == null) {
      throw new GitException(
          "\"%s\" is not a git repository: there is no .git in %s or above it"
              .formatted(written, path));
    }
    return builder.getGitDir().toPath().toAbsolutePath().normalize();
  }

  static Repository open(Path gitDirectory) throws IOException {
    return new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).setMustExist(true).build();
  }
}
