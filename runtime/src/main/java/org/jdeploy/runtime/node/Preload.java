package org.jdeploy.runtime.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The script that Node loads before a program. */
public final class Preload {
  private Preload() {}

  /**
   * Puts the script to {@code JPM_HOME/node/preload-HASH.cjs}, readable for everyone, unless it is
   * there already. The name depends on the content: a script that running programs hand on to their
   * children is never replaced by another version.
   */
  public static Path extract(Path jpmHome) throws IOException {
    byte[] script = bytes();
    Path directory = Files.createDirectories(jpmHome.resolve("node"));
    Path target = directory.resolve("preload-" + hash(script) + ".cjs");
    if (Files.exists(target)) {
      return target;
    }
    Path temporary = Files.createTempFile(directory, ".preload", ".cjs");
    try {
      Files.write(temporary, script);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return target;
  }

  private static byte[] bytes() {
    try (InputStream in = Preload.class.getResourceAsStream("preload.cjs")) {
      if (in == null) {
        throw new IllegalStateException("preload.cjs is missing in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
