package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a program is, as its file says, with all defaults filled in. A value: two specifications
 * that are equal run the same.
 *
 * @param command argument vector; the first word is looked up in the program's PATH
 * @param directory working directory, kept as written: its links are resolved at each spawn
 * @param environment what the program gets beside jpm's fixed base; a sorted copy
 * @param environmentFile dotenv file read at each spawn
 * @param instances how many
 * @param cluster instances share their listening sockets and successors overlap with predecessors
 * @param node the command runs Node.js: it gets the preload and the channel
 * @param listen sockets jpmd opens before the program starts
 */
public record ProgramSpec(
    String name,
    List<String> command,
    Path directory,
    Map<String, String> environment,
    Optional<Path> environmentFile,
    int instances,
    boolean cluster,
    boolean node,
    List<Listen> listen,
    boolean autostart,
    Autorestart autorestart,
    Set<Integer> exitCodes,
    Duration startSeconds,
    int startRetries,
    Backoff backoff,
    Ready ready,
    Optional<Health> health,
    Stop stop,
    Logs logs) {

  public ProgramSpec {
    command = List.copyOf(command);
    environment = java.util.Collections.unmodifiableMap(new TreeMap<>(environment));
    listen = List.copyOf(listen);
    exitCodes = Set.copyOf(exitCodes);
  }

  public enum Autorestart {
    NEVER,
    UNEXPECTED,
    ALWAYS
  }

  /** A declared listening socket: TCP port 0 to 65535 on a host. */
  public record Listen(String name, String host, int port) {}

  /**
   * Waits between restarts: {@code initial * factor^n}, at most {@code max}; forgotten after {@code
   * resetAfter} of healthy uptime.
   */
  public record Backoff(Duration initial, double factor, Duration max, Duration resetAfter) {}

  /** When a process counts as ready, and how long it may take. */
  public record Ready(On on, Duration timeout, Duration delay) {
    public enum On {
      /**
       * It accepts connections on every declared address, on every address its predecessor serves,
       * and on one at least.
       */
      LISTENING,
      /** It said {@code process.send('ready')}. */
      MESSAGE,
      /** It has been alive for {@code delay}. */
      DELAY,
      /** It was spawned. */
      NONE
    }
  }

  /**
   * HTTP liveness check, and a gate before ready.
   *
   * @param http {@code http://host:port/path}; for a Node program whose instance listens there, the
   *     very instance is asked
   */
  public record Health(String http, Duration every, Duration timeout, int failures) {}

  /**
   * @param message sent on the channel before the signal
   * @param timeout from the signal to SIGKILL
   * @param drain how long requests in flight may take before the signal
   * @param tree stop everything the process left behind, too
   */
  public record Stop(
      String signal, Optional<String> message, Duration timeout, Duration drain, boolean tree) {}

  /**
   * @param maxSize bytes after which a log file is rotated, 0 = never
   * @param keep rotated files kept
   */
  public record Logs(long maxSize, int keep, boolean mergeStderr) {}

  /** The specification with another number of instances. */
  public ProgramSpec withInstances(int number) {
    return new ProgramSpec(
        name,
        command,
        directory,
        environment,
        environmentFile,
        number,
        cluster,
        node,
        listen,
        autostart,
        autorestart,
        exitCodes,
        startSeconds,
        startRetries,
        backoff,
        ready,
        health,
        stop,
        logs);
  }
}
