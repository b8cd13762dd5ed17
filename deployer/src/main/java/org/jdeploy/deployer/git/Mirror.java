package org.jdeploy.deployer.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** A bare copy of a remote repository, kept between runs; one process at a time changes it. */
final class Mirror {
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path gitDirectory;
  private final Source.Remote remote;

  Mirror(Path cache, Source.Remote remote) {
    this.remote = remote;
    this.gitDirectory = cache.resolve(name(remote.url()) + ".git");
  }

  static Path userCache() {
    @Nullable String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return cache.resolve("jdeploy/git");
  }

  /**
   * Fetches all branches and tags, unless {@code revision} is a whole commit id that is here
   * already.
   *
   * @return the git directory of the copy
   */
  Path bringUpToDate(String revision) {
    synchronized (IN_THIS_PROCESS) {
      try {
        Files.createDirectories(gitDirectory.getParent());
        Path lock = gitDirectory.resolveSibling(gitDirectory.getFileName() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var _ = channel.lock()) {
          if (!has(revision)) {
            Fetch.into(gitDirectory, remote);
          }
        }
        return gitDirectory;
      } catch (IOException e) {
        throw new GitException(
            "cannot keep a copy of %s in %s: %s"
                .formatted(remote.display(), gitDirectory, e.getMessage()),
            e);
      }
    }
  }

  private boolean has(String revision) throws IOException {
    if (!ObjectId.isId(revision) || !Files.exists(gitDirectory.resolve("HEAD"))) {
      return false;
    }
    try (Repository git = LocalRepository.open(gitDirectory)) {
      return git.getObjectDatabase().has(ObjectId.fromString(revision));
    }
  }

  private static String name(String url) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
      String last = url.replaceAll("(\\.git)?/*$", "").replaceAll(".*[/:]", "");
      return last.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
