package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.Users;

/**
 * Where jpmd puts what its programs must be able to read: in its home, which is for one user alone;
 * for root, whose programs run as others, in {@code /run/jpm}.
 */
final class PublicDirectory {
  private static final Path OF_ROOT = Path.of("/run/jpm");

  private PublicDirectory() {}

  static Path of(JpmHome home) throws IOException {
    if (!Users.isRoot()) {
      return home.directory();
    }
    Files.createDirectories(OF_ROOT);
    Files.setPosixFilePermissions(OF_ROOT, PosixFilePermissions.fromString("rwxr-xr-x"));
    return OF_ROOT;
  }

  /** Where programs send what sd_notify(3) says; of this home alone. */
  static Path notifications(JpmHome home) throws IOException {
    return Users.isRoot() ? of(home).resolve(name(home)) : home.run().resolve("notify");
  }

  private static String name(JpmHome home) {
    return "notify-"
        + UUID.nameUUIDFromBytes(home.toString().getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, 13);
  }

  /** After the last program of this home: no directory is left behind for it. */
  static void forget(JpmHome home) throws IOException {
    if (Users.isRoot()) {
      Files.deleteIfExists(OF_ROOT.resolve(name(home)));
    }
  }
}
