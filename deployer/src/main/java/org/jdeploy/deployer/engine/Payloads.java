package org.jdeploy.deployer.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jdeploy.deployer.git.TreePack;
import org.jdeploy.deployer.plan.PayloadSource;
import org.jdeploy.deployer.ssh.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Makes the payloads of steps when they are sent. Servers that have the same trees share one pack;
 * packs are deleted at the end.
 */
final class Payloads implements AutoCloseable {
  private final @Nullable Path gitDirectory;
  private final Map<String, Path> distributions = new ConcurrentHashMap<>();
  private final Map<Set<String>, TreePack> packs = new ConcurrentHashMap<>();

  /**
   * @param gitDirectory the repository that packs come from; null when none is needed
   */
  Payloads(@Nullable Path gitDirectory) {
    this.gitDirectory = gitDirectory;
  }

  void distribution(String sha256, Path file) {
    distributions.put(sha256, file);
  }

  Payload of(PayloadSource source) {
    return switch (source) {
      case PayloadSource.None _ -> Payload.NONE;
      case PayloadSource.Text(String text) ->
          new Payload.Bytes(text.getBytes(StandardCharsets.UTF_8));
      case PayloadSource.Files(var files) -> new Payload.Bytes(TarArchive.of(files));
      case PayloadSource.TreePack(String want, Set<String> have) -> {
        TreePack pack = packs.computeIfAbsent(new TreeSet<>(have), trees -> pack(want, trees));
        yield new Payload.Stream(pack::open, pack.length());
      }
      case PayloadSource.Distribution(String sha256) -> {
        Path file = distributions.get(sha256);
        if (file == null) {
          throw new IllegalStateException("no distribution " + sha256);
        }
        try {
          yield new Payload.Stream(() -> Files.newInputStream(file), Files.size(file));
        } catch (IOException e) {
          throw new EngineException(1, "cannot read " + file);
        }
      }
    };
  }

  private TreePack pack(String want, Set<String> have) {
    if (gitDirectory == null) {
      throw new IllegalStateException("no repository for " + want);
    }
    return TreePack.of(gitDirectory, want, have);
  }

  @Override
  public void close() {
    packs.values().forEach(TreePack::close);
    packs.clear();
  }
}
