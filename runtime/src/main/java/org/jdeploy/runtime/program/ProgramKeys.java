package org.jdeploy.runtime.program;

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
              .alsoCalled("script", "cmd", "exec", "ExecStart", "program", "ProgramArguments")
              .example("\"node server.js --port 3000\""),
          Key.of(
                  "directory",
                  Type.text("(?s).+", "a directory"),
                  "Working directory. Links in it are resolved anew at each start. A relative one"
                      + " begins at the directory of the file, ~/ is the home directory.")
              .otherwise("the directory of the file; with jdeploy the current release")
              .alsoCalled("cwd", "workingDirectory", "chdir")
              .example("\"/srv/blogd/current\""),
          Key.of(
                  "environment",
                  new Type.MapOf(VARIABLE, "NAME", Type.scalar()),
                  "Environment variables, beside PATH, HOME, USER, LOGNAME, LANG and TZ. Nothing"
                      + " else gets through from the daemon.")
              .alsoCalled("env")
              .example("{\"NODE_ENV\": \"production\", \"PORT\": 3000}")
              .otherwise("none"),
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
              .alsoCalled("numprocs", "replicas", "scale")
              .example("\"max\""),
          Key.of(
                  "cluster",
                  Type.flag(),
                  "Instances share their listening sockets, and a reload starts the successor"
                      + " before its predecessor ends.")
              .otherwise("true for node with instances other than 1 or with listen, else false")
              .alsoCalled("exec_mode")
              .example("true"),
          Key.of(
                  "listen",
                  Type.listOf(Type.object(PartKeys.LISTEN)),
                  "Sockets that are opened before the program starts and passed from descriptor 3"
                      + " on (LISTEN_FDS). Node programs need none: they listen as they always do.")
              .otherwise("none")
              .example("[{\"port\": 3000, \"name\": \"http\"}]")
              .alsoCalled("sockets", "ListenStream", "socket"),
          Key.of("autostart", Type.flag(), "Start it when the daemon starts.")
              .byDefault("true")
              .alsoCalled("RunAtLoad", "enabled"),
          Key.of(
                  "autorestart",
                  Type.anyOf(Type.flag(), Type.choice("unexpected")),
                  "Start it again when it ends: true, false, or \"unexpected\", only when its exit"
                      + " code is none of exitCodes.")
              .byDefault("\"unexpected\"")
              .alsoCalled("Restart", "KeepAlive", "restartPolicy"),
          Key.of("exitCodes", Type.listOf(Type.whole(0, 255)), "Exit codes that are expected.")
              .byDefault("[0]")
              .alsoCalled("SuccessExitStatus"),
          Key.of(
                  "fatalExitCodes",
                  Type.listOf(Type.whole(0, 255)),
                  "Exit codes after which it is not tried again: it is FATAL.")
              .byDefault("[]")
              .alsoCalled("stop_exit_codes", "RestartPreventExitStatus")
              .example("[78]"),
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
              .alsoCalled("max_restarts", "StartLimitBurst"),
          Key.of("backoff", Type.object(PartKeys.BACKOFF), "Waits between restarts.")
              .example("{\"initial\": \"100ms\", \"max\": \"30s\"}")
              .otherwise("what its keys say"),
          Key.of(
                  "restartLimit",
                  Type.object(PartKeys.RESTART_LIMIT),
                  "How many restarts in a time are too many, whatever their reason.")
              .otherwise("none: there is only the wait between restarts")
              .example("{\"restarts\": 10, \"within\": \"1m\"}")
              .alsoCalled("StartLimitInterval", "StartLimitIntervalSec"),
          Key.of("ready", Type.object(PartKeys.READY), "When an instance counts as ready.")
              .example("{\"on\": \"listening\", \"timeout\": \"30s\"}")
              .otherwise("what its keys say"),
          Key.of(
                  "health",
                  Type.object(PartKeys.HEALTH),
                  "A check that must pass before an instance is ready, and goes on while it runs.")
              .otherwise("none")
              .example("{\"http\": \"http://127.0.0.1:3000/healthz\"}")
              .alsoCalled("healthcheck", "liveness"),
          Key.of(
                  "watchdog",
                  PartKeys.POSITIVE_TIME,
                  "The program must send WATCHDOG=1 to NOTIFY_SOCKET (sd_notify) more often than"
                      + " this, else it is restarted.")
              .otherwise("none")
              .alsoCalled("WatchdogSec")
              .example("\"30s\""),
          Key.of("stop", Type.object(PartKeys.STOP), "How an instance is stopped.")
              .example("{\"signal\": \"TERM\", \"timeout\": \"10s\"}")
              .otherwise("what its keys say"),
          Key.of("logs", Type.object(PartKeys.LOGS), "What becomes of its output.")
              .example("{\"maxSize\": \"50MB\", \"keep\": 10}")
              .otherwise("what its keys say"),
          Key.of(
                  "user",
                  Type.text("[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?", "\"user\" or \"user:group\""),
                  "As whom it runs, with the user's groups, HOME, USER and LOGNAME; names or"
                      + " numbers. Only root can.")
              .otherwise("the daemon's user")
              .alsoCalled("uid", "User", "username", "UserName")
              .example("\"deploy\""),
          Key.of("umask", Type.text("0?[0-7]{3}", "an octal number such as \"022\""), "Its umask.")
              .otherwise("the daemon's")
              .example("\"022\""),
          Key.of("nice", Type.whole(-20, 19), "Its priority for the processor, 19 is the lowest.")
              .otherwise("the daemon's")
              .alsoCalled("Nice")
              .example("5"),
          Key.of(
                  "oomScoreAdj",
                  Type.whole(-1000, 1000),
                  "How gladly the kernel kills it when memory is short, 1000 is first of all.")
              .otherwise("0")
              .alsoCalled("OOMScoreAdjust")
              .example("500"),
          Key.of("limits", Type.object(PartKeys.LIMITS), "What it may use.")
              .example("{\"memory\": \"300MB\", \"openFiles\": 65536}")
              .otherwise("what its keys say"),
          Key.of("group", NAME, "Programs of a group are named together: \"web:*\".")
              .otherwise("none")
              .alsoCalled("namespace")
              .example("\"web\""),
          Key.of(
                  "priority",
                  Type.whole(-1_000_000, 1_000_000),
                  "Lower ones start first, stop last.")
              .byDefault("999"),
          Key.of(
                  "after",
                  Type.listOf(NAME),
                  "When these start too, they are ready or have failed before this one starts.")
              .byDefault("[]")
              .alsoCalled("depends_on", "After", "Wants", "dependsOn")
              .example("[\"redis\"]"),
          Key.of(
                  "requires",
                  Type.listOf(NAME),
                  "These are started with it, must be ready before it starts, and stop after it.")
              .byDefault("[]")
              .alsoCalled("Requires", "BindsTo")
              .example("[\"postgres\"]"),
          Key.of("schedule", Type.object(PartKeys.SCHEDULE), "What happens by the clock.")
              .example("{\"restart\": \"0 4 * * *\"}")
              .alsoCalled("cron", "OnCalendar")
              .otherwise("what its keys say"),
          Key.of(
                  "watch",
                  Type.listOf(Type.text("(?s).+", "a file, a directory or a glob")),
                  "Files, directories and globs in the program's directory: when one changes, the"
                      + " program is reloaded.")
              .byDefault("[]")
              .example("[\"lib\", \"*.json\"]"),
          Key.of(
                  "watchIgnore",
                  Type.listOf(Type.text("(?s).+", "a glob")),
                  "Globs of files whose change means nothing.")
              .byDefault("[\"**/node_modules\", \"**/.git\", \"**/*.log\"]")
              .alsoCalled("ignore_watch"),
          Key.of("watchDelay", PartKeys.POSITIVE_TIME, "So long nothing more must change first.")
              .byDefault("\"500ms\"")
              .alsoCalled("watch_delay", "watch_options"),
          Key.of("hooks", Type.object(PartKeys.HOOKS), "Shell commands around its life.")
              .example("{\"preStart\": \"./bin/prepare\"}")
              .otherwise("what its keys say"));

  /** The object of all programs, by name. */
  public static final Type.MapOf PROGRAMS = new Type.MapOf(NAME, "NAME", Type.object(PROGRAM));

  /** A program file. */
  public static final KeyTable FILE =
      KeyTable.of(
          "a program file",
          Key.of("$schema", Type.text(), "Where editors find the schema; ignored.")
              .otherwise("none")
              .example("\"program-file.schema.json\""),
          Key.of("programs", PROGRAMS, "The programs by name.")
              .mandatory()
              .example("{\"blogd\": {\"command\": \"node server.js\"}}"));

  private ProgramKeys() {}
}
