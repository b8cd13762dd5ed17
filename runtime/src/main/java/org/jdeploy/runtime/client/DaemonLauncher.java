package org.jdeploy.runtime.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts jpmd in the background: an own session, no terminal, output to {@code jpmd.log}, and a
 * guard that starts it again when it dies (unless {@code JPM_NO_GUARD} is set). Several clients may
 * do so at once; the daemon's lock lets one of them win and all of them are served.
 */
public final class DaemonLauncher {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOG_LIMIT = 5L * 1024 * 1024;

  private final ControlClient client;
  private final Map<String, String> environment;

  /**
   * @param environment of the daemon to be; {@code JPM_LAUNCHER} in it is the program to start,
   *     else this very Java with this very class path
   */
  public DaemonLauncher(ControlClient client, Map<String, String> environment) {
    this.client = client;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Returns when a jpmd answers.
   *
   * @return whether one had to be started
   * @throws ControlException with the last lines of its log when it died or never answered
   */
  public boolean ensureRunning() {
    if (client.ping()) {
      return false;
    }
    JpmHome home = client.home();
    long from;
    Process process;
    try {
      Files.createDirectories(
          home.directory(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      from = prepareLog(home.daemonLog());
      process = start(home);
    } catch (IOException e) {
      throw failed("cannot start jpmd: " + e.getMessage(), List.of());
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (client.ping()) {
        return true;
      }
      if (!process.isAlive() && !anotherComesUp(deadline)) {
        throw failed(
            "jpmd ended with code " + process.exitValue() + " before it answered",
            tail(home.daemonLog(), from));
      }
      pause();
    }
    throw failed(
        "jpmd did not answer within "
            + PATIENCE.toSeconds()
            + " s (it is process "
            + process.pid()
            + ")",
        tail(home.daemonLog(), from));
  }

  /** Ours may have lost the lock to another client's daemon, which then answers soon. */
  private boolean anotherComesUp(long deadline) {
    long soon = Math.min(deadline, System.nanoTime() + Duration.ofSeconds(2).toNanos());
    while (System.nanoTime() < soon) {
      if (client.ping()) {
        return true;
      }
      pause();
    }
    return false;
  }

  private Process start(JpmHome home) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    if (environment.getOrDefault("JPM_NO_GUARD", "").isEmpty()) {
      command.addAll(List.of("sh", guard(home).toString()));
    }
    command.addAll(command(environment));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.directory().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.daemonLog().toFile()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("JPM_HOME", home.toString());
    return builder.start();
  }

  /**
   * What runs a daemon of this version in the foreground.
   *
   * @param environment {@code JPM_LAUNCHER} in it is the program, else this very Java
   */
  public static List<String> command(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    Optional<String> launcher = Optional.ofNullable(environment.get("JPM_LAUNCHER"));
    if (launcher.isPresent()) {
      command.add(launcher.get());
    } else {
      command.addAll(thisJava());
    }
    command.addAll(List.of("daemon", "--foreground"));
    return command;
  }

  /** The guard's script; one that runs goes on with the file it has open. */
  private static Path guard(JpmHome home) throws IOException {
    Path script = home.directory().resolve("jpmd-guard");
    Path fresh = home.directory().resolve("jpmd-guard.new");
    try (InputStream text = DaemonLauncher.class.getResourceAsStream("jpmd-guard.sh")) {
      if (text == null) {
        throw new IOException("jpmd-guard.sh is missing beside this class");
      }
      Files.copy(text, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE);
    return script;
  }

  /** The flags of bin/jpm that matter for a daemon: memory, and what children would inherit. */
  private static List<String> thisJava() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-XX:-MaxFDLimit",
        "-Xms6m",
        "-Xmn2m",
        "-Xmx96m",
        "-Xss256k",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "org.jdeploy.runtime.cli.Jpm");
  }

  /** Makes room and says from which byte on the new daemon speaks. */
  private static long prepareLog(Path log) throws IOException {
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    if (Files.size(log) > LOG_LIMIT) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      return prepareLog(log);
    }
    return Files.size(log);
  }

  private static List<String> tail(Path log, long from) {
    try {
      byte[] all = Files.readAllBytes(log);
      int start = (int) Math.min(from, all.length);
      List<String> lines =
          new String(all, start, all.length - start, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - 15), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  private static ControlException failed(String what, List<String> tail) {
    StringBuilder message = new StringBuilder(what);
    tail.forEach(line -> message.append("\n  ").append(line));
    return new ControlException(500, message.toString());
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException(500, "interrupted while waiting for jpmd");
    }
  }
}
