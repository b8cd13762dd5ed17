package org.jdeploy.deployer.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * A git pack of one tree and everything below it, minus what trees that the receiver has contain.
 * It needs no object that it does not hold to be read by {@code git index-pack}. Lies in a
 * temporary file until closed.
 */
public final class TreePack implements AutoCloseable {
  private final Path file;
  private final long objects;

  private TreePack(Path file, long objects) {
    this.file = file;
    this.objects = objects;
  }

  /**
   * Writes a pack.
   *
   * @param gitDirectory repository that has the tree
   * @param tree full id of the wanted tree
   * @param have full ids of trees that the receiver has whole; unknown ones do no harm
   * @throws GitException when the repository lacks a part of the tree
   */
  public static TreePack of(Path gitDirectory, String tree, Collection<String> have) {
    return of(gitDirectory, tree, have, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static TreePack of(
      Path gitDirectory, String tree, Collection<String> have, Path temporaryDirectory) {
    QuietSystemReader.install();
    try (Repository git = LocalRepository.open(gitDirectory)) {
      TreeObjects wanted = new TreeObjects(git, tree, have);
      PackConfig config = new PackConfig(git);
      config.setReuseDeltas(true);
      // One version of each file: a search for deltas would cost time and find little.
      config.setDeltaCompress(false);
      config.setThreads(1);
      Path file = Files.createTempFile(temporaryDirectory, "jdeploy-", ".pack");
      try (PackWriter writer = new PackWriter(config, git.newObjectReader());
          OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        writer.setThin(false);
        writer.setDeltaBaseAsOffset(true);
        writer.setIndexDisabled(true);
        writer.preparePack(wanted.iterator());
        writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
        return new TreePack(file, writer.getObjectCount());
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new GitException(
          "cannot pack the tree %s of %s: %s".formatted(tree, gitDirectory, e.getMessage()), e);
    }
  }

  /** Exact number of bytes that {@link #open} gives. */
  public long length() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of files and directories in the pack. */
  public long objects() {
    return objects;
  }

  /** The bytes, from the beginning; may be called more than once. */
  public InputStream open() {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
