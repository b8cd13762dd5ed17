package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
 * @param restart what follows an exit that nobody asked for
 * @param watchdog how often the program must say {@code WATCHDOG=1}, when it must
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
    Restart restart,
    Ready ready,
    Optional<Health> health,
    Optional<Duration> watchdog,
    Stop stop,
    Logs logs,
    Identity identity,
    Limits limits,
    Order order,
    Schedule schedule,
    Watch watch,
    Hooks hooks) {

  public ProgramSpec {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    listen = List.copyOf(listen);
  }

  /**
   * A declared listening socket: TCP port 0 to 65535 on a host, or a unix socket.
   *
   * @param path of the unix socket; host and port mean nothing then
   * @param stdin passed as descriptor 0, as FastCGI wants it, not from 3 on
   * @param mode permissions of the unix socket, from 0 to 0777
   */
  public record Listen(
      String name, String host, int port, Optional<Path> path, boolean stdin, int mode) {
    /** Permissions of a unix socket that says nothing of them. */
    public static final int OWNER_AND_GROUP = 0660;

    public static Listen tcp(String name, String host, int port) {
      return new Listen(name, host, port, Optional.empty(), false, OWNER_AND_GROUP);
    }
  }

  public enum Autorestart {
    NEVER,
    UNEXPECTED,
    ALWAYS
  }

  /**
   * What follows an exit that nobody asked for.
   *
   * @param exitCodes codes that are expected
   * @param fatalExitCodes codes after which it is not tried again, whatever {@code when} says
   * @param startSeconds a life that is shorter is a failed start
   * @param startRetries further attempts after a failed start
   * @param limit so many restarts in a sliding window are too many
   */
  public record Restart(
      Autorestart when,
      Set<Integer> exitCodes,
      Set<Integer> fatalExitCodes,
      Duration startSeconds,
      int startRetries,
      Backoff backoff,
      Optional<Limit> limit) {
    public Restart {
      exitCodes = Set.copyOf(exitCodes);
      fatalExitCodes = Set.copyOf(fatalExitCodes);
    }

    /** More than {@code restarts} within a time are FATAL. */
    public record Limit(int restarts, Duration within) {}
  }

  /**
   * Waits between restarts: {@code initial * factor^n}, at most {@code max}; forgotten after {@code
   * resetAfter} of healthy uptime.
   *
   * @param jitter each wait is shorter by a share of itself from 0 to this, at most 1
   */
  public record Backoff(
      Duration initial, double factor, Duration max, Duration resetAfter, double jitter) {}

  /** A question that a program answers by being well. */
  public sealed interface Check {
    /** {@code http://host:port/path}: a 2xx or 3xx answer is well. */
    record Http(String url) implements Check {}

    /** {@code host:port}: it accepts a connection. */
    record Tcp(String address) implements Check {}

    /** A shell command in the program's directory and environment: exit code 0 is well. */
    record Exec(String command) implements Check {}
  }

  /**
   * When a process counts as ready, and how long it may take.
   *
   * @param delay for {@link On#DELAY}
   * @param check for {@link On#HTTP} and {@link On#TCP}
   * @param log for {@link On#LOG}: a regular expression found in a line of its output
   */
  public record Ready(
      On on, Duration timeout, Duration delay, Optional<Check> check, Optional<String> log) {
    public enum On {
      /**
       * It accepts connections on every declared address, on every address its predecessor serves,
       * and on one at least.
       */
      LISTENING,
      /** It said {@code process.send('ready')}. */
      MESSAGE,
      /** It sent {@code READY=1} to NOTIFY_SOCKET (sd_notify(3)). */
      NOTIFY,
      /** It answers a GET. */
      HTTP,
      /** It accepts a connection. */
      TCP,
      /** A line of its output says so. */
      LOG,
      /** It has been alive for {@code delay}. */
      DELAY,
      /** It was spawned. */
      NONE
    }
  }

  /**
   * A liveness check, and a gate before ready. For a Node program whose instance listens on the
   * address of an HTTP check, the very instance is asked.
   *
   * @param failures so many in a row are a failure of the program
   */
  public record Health(
      Check check, Duration every, Duration timeout, int failures, OnFailure onFailure) {
    public enum OnFailure {
      RESTART,
      /** Only told: in status and events. */
      REPORT
    }
  }

  /**
   * How an instance is asked to end, and made to.
   *
   * @param signals sent one after the other, each after the {@code timeout} of the one before
   * @param message sent on the channel before the first signal
   * @param timeout from the last signal to SIGKILL
   * @param drain how long requests in flight may take before the first signal
   * @param tree stop everything the process left behind, too
   */
  public record Stop(
      List<String> signals,
      Optional<String> message,
      Duration timeout,
      Duration drain,
      boolean tree) {
    public Stop {
      signals = List.copyOf(signals);
    }
  }

  /**
   * What becomes of its output.
   *
   * @param maxSize bytes after which a log file is rotated, 0 = never
   * @param rotateEvery age at which it is rotated
   * @param keep rotated files kept
   * @param maxAge of rotated files
   * @param maxTotal bytes of all files of an instance's stream, rotated ones as they are on disk; 0
   *     = any
   * @param compress rotated files with gzip
   * @param stdout file in place of {@code JPM_HOME/logs/NAME[-N].out.log}
   * @param stderr file in place of {@code JPM_HOME/logs/NAME[-N].err.log}
   */
  public record Logs(
      To to,
      long maxSize,
      Optional<Duration> rotateEvery,
      int keep,
      Optional<Duration> maxAge,
      long maxTotal,
      boolean compress,
      Prefix prefix,
      boolean mergeStderr,
      Optional<Path> stdout,
      Optional<Path> stderr) {
    public enum To {
      FILE,
      NONE,
      SYSLOG,
      JOURNALD
    }

    /** What each line begins with. */
    public enum Prefix {
      NONE,
      /** The time. */
      TIME,
      /** The time, the instance and the stream. */
      FULL,
      /** Each line becomes a JSON object. */
      JSON
    }
  }

  /**
   * As whom it runs, and how the system looks at it. Empty = as the daemon.
   *
   * @param user name or number; only for a daemon that is root
   * @param group name or number; the user's own and supplementary groups when empty
   * @param umask from 0 to 0777
   * @param nice from -20 to 19
   * @param oomScoreAdj from -1000 to 1000
   */
  public record Identity(
      Optional<String> user,
      Optional<String> group,
      OptionalInt umask,
      OptionalInt nice,
      OptionalInt oomScoreAdj) {}

  /**
   * What it may use.
   *
   * @param memory bytes of the whole tree of an instance; more = it is replaced
   * @param cpu processors of an instance, by a cgroup
   * @param openFiles RLIMIT_NOFILE
   * @param processes RLIMIT_NPROC
   * @param core RLIMIT_CORE in bytes
   */
  public record Limits(
      OptionalLong memory,
      OptionalDouble cpu,
      OptionalLong openFiles,
      OptionalLong processes,
      OptionalLong core) {}

  /**
   * Where it stands among the others.
   *
   * @param group programs of a group are named together: {@code web:*}
   * @param priority lower ones start first and stop last
   * @param after those start before it, when they start at the same time; no more
   * @param requires those must be ready before it starts, and stop after it
   */
  public record Order(
      Optional<String> group, int priority, List<String> after, List<String> requires) {
    public Order {
      after = List.copyOf(after);
      requires = List.copyOf(requires);
    }
  }

  /**
   * What happens by the clock: cron expressions of five fields.
   *
   * @param timezone of all of them, such as {@code Europe/Berlin}; the machine's when empty
   */
  public record Schedule(
      Optional<String> start,
      Optional<String> restart,
      Optional<String> reload,
      Optional<String> timezone) {}

  /**
   * Files whose change reloads the program.
   *
   * @param paths files, directories or globs below the program's directory; none = not watched
   * @param ignore globs below the program's directory
   * @param debounce so long nothing more must change
   */
  public record Watch(List<String> paths, List<String> ignore, Duration debounce) {
    public Watch {
      paths = List.copyOf(paths);
      ignore = List.copyOf(ignore);
    }
  }

  /**
   * Shell commands around the life of a process, in its directory and environment.
   *
   * @param preStart must end with 0, else the start has failed
   * @param timeout of each
   */
  public record Hooks(
      Optional<String> preStart,
      Optional<String> postStart,
      Optional<String> preStop,
      Optional<String> postExit,
      Duration timeout) {}

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
        restart,
        ready,
        health,
        watchdog,
        stop,
        logs,
        identity,
        limits,
        order,
        schedule,
        watch,
        hooks);
  }
}
