package org.jdeploy.runtime.program;

import java.time.Duration;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Type;

/** The keys of a program, in a program file and under {@code programs} of a deploy.json. */
public final class ProgramKeys {
  /** What a program may be called: log files, sockets and commands carry the name. */
  public static final Type.Text NAME =
      Type.text(
          "(?!all$)[A-Za-z0-9_][A-Za-z0-9._-]{0,63}",
          "a program name (letters, digits, . _ -; not \"all\")");

  /** The name of an environment variable. */
  public static final Type.Text VARIABLE =
      Type.text("[A-Za-z_][A-Za-z0-9_]*", "a variable name (letters, digits, _)");

  private static final Type POSITIVE_TIME = Type.time(Duration.ofMillis(1));

  private static final KeyTable LISTEN =
      KeyTable.of(
          "a listening socket",
          Key.of("port", Type.whole(0, 65_535), "TCP port. 0 is any free one.")
              .mandatory()
              .example("3000"),
          Key.of(
                  "host",
                  Type.text(),
                  "Address to listen on. Empty is every address, IPv6 and IPv4.")
              .byDefault("\"\"")
              .example("\"127.0.0.1\""),
          Key.of(
                  "name",
                  Type.text("[A-Za-z0-9._-]+", "a name (letters, digits, . _ -)"),
                  "What the program sees in LISTEN_FDNAMES.")
              .otherwise("the port")
              .example("\"http\""));

  private static final KeyTable BACKOFF =
      KeyTable.of(
          "backoff",
          Key.of("initial", POSITIVE_TIME, "The wait before the first restart.")
              .byDefault("\"100ms\""),
          Key.of("factor", new Type.Decimal(1, 100), "Each further wait is that much longer.")
              .byDefault("2"),
          Key.of("max", POSITIVE_TIME, "The longest wait.").byDefault("\"30s\""),
          Key.of(
                  "resetAfter",
                  POSITIVE_TIME,
                  "So long a healthy time makes earlier failures forgotten.")
              .byDefault("\"30s\""));

  private static final KeyTable READY =
      KeyTable.of(
          "ready",
          Key.of(
                  "on",
                  Type.choice("listening", "message", "delay", "none"),
                  "What makes an instance ready. \"listening\": it accepts connections on every"
                      + " declared address and on every one its predecessor serves; \"message\": it"
                      + " called process.send('ready'); \"delay\": it is alive after the delay;"
                      + " \"none\": it was started.")
              .otherwise("\"listening\" with cluster or listen, else \"delay\""),
          Key.of("timeout", POSITIVE_TIME, "How long that may take before the start has failed.")
              .byDefault("\"30s\""),
          Key.of("delay", Type.time(), "For \"on\": \"delay\".").otherwise("startSeconds"));

  private static final KeyTable HEALTH =
      KeyTable.of(
          "health",
          Key.of(
                  "http",
                  Type.text("http://\\S+", "an address such as \"http://127.0.0.1:3000/healthz\""),
                  "What to GET: a 2xx or 3xx answer is healthy. A Node instance that listens on"
                      + " that port is asked itself, not whoever answers on the shared port.")
              .mandatory()
              .example("\"http://127.0.0.1:3000/healthz\""),
          Key.of("every", POSITIVE_TIME, "Time between checks.").byDefault("\"10s\""),
          Key.of("timeout", POSITIVE_TIME, "How long an answer may take.").byDefault("\"2s\""),
          Key.of(
                  "failures",
                  Type.whole(1, 1000),
                  "So many failed checks in a row restart the instance.")
              .byDefault("3"));

  private static final KeyTable STOP =
      KeyTable.of(
          "stop",
          Key.of(
                  "signal",
                  Type.choice("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH", "KILL"),
                  "The signal that asks the program to end.")
              .byDefault("\"TERM\"")
              .alsoCalled("kill_signal", "stopsignal"),
          Key.of(
                  "message",
                  Type.text(),
                  "A message that a Node program gets before the signal (process.on('message')).")
              .otherwise("none")
              .example("\"shutdown\""),
          Key.of("timeout", Type.time(), "From the signal to SIGKILL.").byDefault("\"10s\""),
          Key.of(
                  "drain",
                  Type.time(),
                  "How long requests in flight may take before the signal is sent.")
              .byDefault("\"30s\""),
          Key.of("tree", Type.flag(), "Also stop every process that the program left behind.")
              .byDefault("true"));

  private static final KeyTable LOGS =
      KeyTable.of(
          "logs",
          Key.of("maxSize", Type.size(), "A file of this size is rotated. \"0\" is never.")
              .byDefault("\"50MB\""),
          Key.of("keep", Type.whole(0, 1000), "Rotated files to keep.").byDefault("10"),
          Key.of("mergeStderr", Type.flag(), "Write stderr to the file of stdout.")
              .byDefault("false"));

  /** A program. */
  public static final KeyTable PROGRAM =
      KeyTable.of(
          "a program",
          Key.of(
                  "command",
                  Type.command(),
                  "What to run: words as in a shell (quotes and backslashes, nothing else: there is"
                      + " no shell), or an array of words. The first word is looked up in the"
                      + " program's PATH. A command that begins with node is clustered and reloaded"
                      + " as Node.js.")
              .mandatory()
              .alsoCalled("script", "cmd", "exec")
              .example("\"node server.js --port 3000\""),
          Key.of(
                  "directory",
                  Type.text("(?s).+", "a directory"),
                  "Working directory. Links in it are resolved anew at each start. A relative one"
                      + " begins at the directory of the file, ~/ is the home directory.")
              .otherwise("the directory of the file; with jdeploy the current release")
              .alsoCalled("cwd", "workingDirectory")
              .example("\"/srv/blogd/current\""),
          Key.of(
                  "environment",
                  new Type.MapOf(VARIABLE, "NAME", Type.scalar()),
                  "Environment variables, beside PATH, HOME, USER, LOGNAME, LANG and TZ. Nothing"
                      + " else gets through from the daemon.")
              .alsoCalled("env")
              .example("{\"NODE_ENV\": \"production\", \"PORT\": 3000}"),
          Key.of(
                  "environmentFile",
                  Type.text("(?s).+", "a file"),
                  "A file of NAME=value lines, read at each start. A relative path begins at the"
                      + " directory of the file.")
              .alsoCalled("envFile", "env_file")
              .otherwise("none")
              .example("\"/srv/blogd/shared/.env\""),
          Key.of(
                  "instances",
                  Type.anyOf(
                      Type.whole(0, 1000),
                      Type.text(
                          InstanceCount.FORM, "\"max\", \"max-1\" or \"50%\" of the processors")),
                  "How many processes. \"max\" is one a processor, \"max-1\" one less, \"50%\" half"
                      + " as many; at least one.")
              .byDefault("1")
              .alsoCalled("numprocs")
              .example("\"max\""),
          Key.of(
                  "cluster",
                  Type.flag(),
                  "Instances share their listening sockets, and a reload starts the successor"
                      + " before its predecessor ends.")
              .otherwise("true for node with instances other than 1 or with listen, else false")
              .alsoCalled("exec_mode"),
          Key.of(
                  "listen",
                  Type.listOf(Type.object(LISTEN)),
                  "Sockets that are opened before the program starts and passed from descriptor 3"
                      + " on (LISTEN_FDS). Node programs need none: they listen as they always do.")
              .otherwise("none")
              .example("[{\"port\": 3000, \"name\": \"http\"}]"),
          Key.of("autostart", Type.flag(), "Start it when the daemon starts.").byDefault("true"),
          Key.of(
                  "autorestart",
                  Type.anyOf(Type.flag(), Type.choice("unexpected")),
                  "Start it again when it ends: true, false, or \"unexpected\", only when its exit"
                      + " code is none of exitCodes.")
              .byDefault("\"unexpected\""),
          Key.of("exitCodes", Type.listOf(Type.whole(0, 255)), "Exit codes that are expected.")
              .byDefault("[0]")
              .alsoCalled("stop_exit_codes"),
          Key.of(
                  "startSeconds",
                  new Type.Decimal(0, 3600),
                  "A program that ends sooner than this has failed to start.")
              .byDefault("1")
              .alsoCalled("startsecs", "min_uptime"),
          Key.of(
                  "startRetries",
                  Type.whole(0, 1_000_000),
                  "So many further attempts after a failed start; then it is FATAL.")
              .byDefault("20")
              .alsoCalled("max_restarts"),
          Key.of("backoff", Type.object(BACKOFF), "Waits between restarts.")
              .example("{\"initial\": \"100ms\", \"max\": \"30s\"}"),
          Key.of("ready", Type.object(READY), "When an instance counts as ready.")
              .example("{\"on\": \"listening\", \"timeout\": \"30s\"}"),
          Key.of(
                  "health",
                  Type.object(HEALTH),
                  "A check over HTTP: it must pass before an instance is ready, and goes on while"
                      + " it runs.")
              .otherwise("none")
              .example("{\"http\": \"http://127.0.0.1:3000/healthz\"}"),
          Key.of("stop", Type.object(STOP), "How an instance is stopped.")
              .example("{\"signal\": \"TERM\", \"timeout\": \"10s\"}"),
          Key.of("logs", Type.object(LOGS), "What becomes of its output.")
              .example("{\"maxSize\": \"50MB\", \"keep\": 10}"));

  /** The object of all programs, by name. */
  public static final Type.MapOf PROGRAMS = new Type.MapOf(NAME, "NAME", Type.object(PROGRAM));

  /** A program file. */
  public static final KeyTable FILE =
      KeyTable.of(
          "a program file",
          Key.of("$schema", Type.text(), "Where editors find the schema; ignored."),
          Key.of("programs", PROGRAMS, "The programs by name.").mandatory());

  private ProgramKeys() {}
}
