package org.jdeploy.deployer.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.recipe.Job;

/** One number for everything beside the code that decides how a release runs on a server. */
final class Digest {
  private final MessageDigest digest;

  private Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of rendered files, environment, links, and the jobs that make and start the release. */
  static String of(Attempt attempt, Server server, List<RenderedFile> canonical) {
    Digest digest = new Digest();
    canonical.stream()
        .sorted(Comparator.comparing(RenderedFile::target))
        .forEach(file ->
            digest.add(
                "file",
                file.target(),
                Integer.toOctalString(file.mode()),
                file.install(),
                file.content()));
    digest.add("umask", server.umask());
    new TreeMap<>(server.env()).forEach((name, value) -> digest.add("env", name, value));
    server.path().forEach(entry -> digest.add("path", entry));
    server
        .linkedFiles()
        .forEach(file -> digest.add("linked", file.path(), String.valueOf(file.optional())));
    server.linkedDirs().forEach(directory -> digest.add("linkedDir", directory));
    for (Map.Entry<String, List<Job>> point : new TreeMap<>(attempt.flow().jobs()).entrySet()) {
      point
          .getValue()
          .forEach(job -> digest.add("job", point.getKey(), job.name(), server.fill(job.run())));
    }
    return HexFormat.of().formatHex(digest.digest.digest());
  }

  /** Lengths go in, too: no two lists of words give the same bytes. */
  private void add(String... words) {
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    digest.update((byte) '\n');
  }
}
