package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
}
