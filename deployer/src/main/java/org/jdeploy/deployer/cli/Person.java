package org.jdeploy.deployer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who sits here. */
final class Person {
  private Person() {}

  /** {@code user@machine}, for journals and locks. */
  static String name() {
    return System.getProperty("user.name") + "@" + machine();
  }

  private static String machine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException _) {
      String name = System.getenv("HOSTNAME");
      return name == null || name.isEmpty() ? "localhost" : name;
    }
  }
}
