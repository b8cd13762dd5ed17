package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file of a unix socket, told from another one that was put in its place. */
final class UnixFile {
  private UnixFile() {}

  /** Names the file that is there now; empty text when there is none. */
  static String key(Path path) {
    try {
      return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS)
          + ":"
          + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return "";
    }
  }

  /** Removes the file if it still is the one of that key; what cannot be removed stays. */
  static void remove(Path path, String key) {
    if (!key.isEmpty() && key(path).equals(key)) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // whoever listens there next replaces it
      }
    }
  }
}
