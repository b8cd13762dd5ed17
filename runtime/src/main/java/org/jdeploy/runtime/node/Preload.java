package org.jdeploy.runtime.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** The script that Node loads before a program, and the files it consists of. */
public final class Preload {
  private static final String ENTRY = "preload.cjs";
  private static final List<String> FILES =
      List.of(ENTRY, "listen.cjs", "drain.cjs", "closing.cjs", "probe.cjs");

  private Preload() {}

  /**
   * Puts the script to {@code DIRECTORY/node/HASH/preload.cjs}, readable for everyone, unless it is
   * there already. The place depends on the content: what running programs hand on to the processes
   * they fork is never replaced by another version, and never half written.
   *
   * @return what to give to {@code node --require}
   */
  public static Path extract(Path place) throws IOException {
    SequencedMap<String, byte[]> files = read();
    Path parent = Files.createDirectories(place.resolve("node"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path directory = parent.resolve(hash(files));
    if (!Files.isRegularFile(directory.resolve(ENTRY))) {
      Path temporary = Files.createTempDirectory(parent, ".new-");
      try {
        for (var file : files.entrySet()) {
          Path written = Files.write(temporary.resolve(file.getKey()), file.getValue());
          Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        remove(temporary);
      }
    }
    return directory.resolve(ENTRY);
  }

  private static SequencedMap<String, byte[]> read() throws IOException {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    for (String name : FILES) {
      try (InputStream in = Preload.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException(name + " is missing in this build of jpm");
        }
        files.put(name, in.readAllBytes());
      }
    }
    return files;
  }

  private static String hash(SequencedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.values().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
