package org.jdeploy.deployer.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * Fetches branches and tags of a remote repository: over HTTP with JGit, over SSH (and when HTTP
 * asks for credentials) with the system's git, which knows the user's keys and helpers.
 */
final class Fetch {
  private static final List<String> REFS =
      List.of("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
  private static final int SECONDS_OF_SILENCE = 60;
  private static final Duration AT_MOST = Duration.ofMinutes(15);

  private Fetch() {}

  static void into(Path gitDirectory, Source.Remote remote) throws IOException {
    create(gitDirectory);
    if (remote.overSsh()) {
      withSystemGit(gitDirectory, remote);
      return;
    }
    try {
      withJGit(gitDirectory, remote);
    } catch (NoRemoteRepositoryException e) {
      throw new GitException("no such repository: " + remote.display(), e);
    } catch (TransportException e) {
      if (!asksForCredentials(e) || !SystemGit.isInstalled()) {
        throw new GitException(
            "cannot fetch from %s: %s".formatted(remote.display(), reason(e, remote)), e);
      }
      withSystemGit(gitDirectory, remote);
    }
  }

  private static void create(Path gitDirectory) throws IOException {
    if (Files.exists(gitDirectory.resolve("HEAD"))) {
      return;
    }
    try (Repository git =
        new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).setBare().build()) {
      git.create(true);
      // HEAD must name a branch that is fetched to; which one does not matter.
      RefUpdate head = git.updateRef(Constants.HEAD);
      head.disableRefLog();
      head.link("refs/heads/main");
    }
  }

  private static void withJGit(Path gitDirectory, Source.Remote remote) throws IOException {
    try (Repository git = LocalRepository.open(gitDirectory);
        Transport transport = Transport.open(git, new URIish(remote.url()))) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setRemoveDeletedRefs(true);
      transport.setTimeout(SECONDS_OF_SILENCE);
      transport.fetch(NullProgressMonitor.INSTANCE, REFS.stream().map(RefSpec::new).toList());
    } catch (URISyntaxException | NotSupportedException e) {
      throw new GitException("\"%s\" is no git URL".formatted(remote.display()), e);
    }
  }

  private static void withSystemGit(Path gitDirectory, Source.Remote remote) {
    if (!SystemGit.isInstalled()) {
      throw new GitException(
          "fetching from %s needs git on this machine: install git".formatted(remote.display()));
    }
    SystemGit.Result result =
        SystemGit.run(
            gitDirectory,
            AT_MOST,
            "fetch",
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            remote.url(),
            REFS.get(0),
            REFS.get(1));
    if (result.code() != 0) {
      throw new GitException(
          "cannot fetch from %s: %s".formatted(remote.display(), result.reason()));
    }
  }

  private static boolean asksForCredentials(TransportException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("not authorized")
        || message.contains("Authentication is required")
        || message.contains("CredentialsProvider");
  }

  private static String reason(TransportException e, Source.Remote remote) {
    String message = String.valueOf(e.getMessage());
    String prefix = remote.display().replaceAll("//[^/@]*@", "//") + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
