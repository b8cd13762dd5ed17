package org.jdeploy.runtime.client;

import java.nio.file.Path;
import java.util.Map;

/** A directory that belongs to one jpmd, and where everything in it lies. */
public record JpmHome(Path directory) {
  public JpmHome {
    directory = directory.toAbsolutePath().normalize();
  }

  /** {@code JPM_HOME}, else {@code ~/.jpm}. */
  public static JpmHome of(Map<String, String> environment) {
    String chosen = environment.getOrDefault("JPM_HOME", "");
    if (!chosen.isEmpty()) {
      return new JpmHome(Path.of(chosen));
    }
    String home = environment.getOrDefault("HOME", "");
    return new JpmHome(
        Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home, ".jpm"));
  }

  /** Where jpmd listens. */
  public Path socket() {
    return run().resolve("jpm.sock");
  }

  public Path run() {
    return directory.resolve("run");
  }

  public Path lock() {
    return run().resolve("jpmd.lock");
  }

  public Path fifos() {
    return run().resolve("fifo");
  }

  public Path programs() {
    return directory.resolve("programs.d");
  }

  public Path state() {
    return directory.resolve("state");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /** What jpmd says of itself. */
  public Path daemonLog() {
    return directory.resolve("jpmd.log");
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
