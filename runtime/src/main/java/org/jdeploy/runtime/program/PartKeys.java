package org.jdeploy.runtime.program;

import java.time.Duration;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Type;

/** The keys of the objects in a program. */
final class PartKeys {
  static final Type POSITIVE_TIME = Type.time(Duration.ofMillis(1));

  private static final Type SIGNAL =
      Type.choice("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH", "KILL");

  private static final Type URL =
      Type.text("http://\\S+", "an address such as \"http://127.0.0.1:3000/healthz\"");

  private static final Type ADDRESS =
      Type.text("(\\S+|\\[\\S+\\]):[0-9]{1,5}", "an address such as \"127.0.0.1:5432\"");

  private static final Type CRON =
      Type.text("(?s).+", "a cron expression: minute, hour, day of month, month, day of week");

  static final KeyTable LISTEN =
      KeyTable.of(
          "a listening socket",
          Key.of("port", Type.whole(0, 65_535), "TCP port. 0 is any free one.")
              .otherwise("none: then a path is needed")
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
              .otherwise("the port, or the name of the socket file")
              .example("\"http\""),
          Key.of("path", Type.text("(?s).+", "a file"), "A unix socket in place of a port.")
              .otherwise("none")
              .example("\"/run/blogd/http.sock\""),
          Key.of(
                  "stdin",
                  Type.flag(),
                  "Pass it as descriptor 0, as FastCGI programs want it, and not from 3 on.")
              .byDefault("false"));

  static final KeyTable BACKOFF =
      KeyTable.of(
          "backoff",
          Key.of("initial", POSITIVE_TIME, "The wait before the first restart.")
              .byDefault("\"100ms\"")
              .alsoCalled(
                  "RestartSec", "restart_delay", "exp_backoff_restart_delay", "restartDelay"),
          Key.of("factor", new Type.Decimal(1, 100), "Each further wait is that much longer.")
              .byDefault("2"),
          Key.of("max", POSITIVE_TIME, "The longest wait.")
              .byDefault("\"30s\"")
              .alsoCalled("RestartMaxDelaySec"),
          Key.of(
                  "resetAfter",
                  POSITIVE_TIME,
                  "So long a healthy time makes earlier failures forgotten.")
              .byDefault("\"30s\""),
          Key.of(
                  "jitter",
                  new Type.Decimal(0, 1),
                  "Each wait is shorter by a share of itself from 0 to this: instances that fell"
                      + " together do not come back together.")
              .byDefault("0.1"));

  static final KeyTable RESTART_LIMIT =
      KeyTable.of(
          "restartLimit",
          Key.of("restarts", Type.whole(1, 1_000_000), "So many are allowed; one more is FATAL.")
              .mandatory()
              .example("10")
              .alsoCalled("max_restarts"),
          Key.of("within", POSITIVE_TIME, "In so long a time, looking back from each restart.")
              .byDefault("\"1m\""));

  static final KeyTable READY =
      KeyTable.of(
          "ready",
          Key.of(
                  "on",
                  Type.choice(
                      "listening", "message", "notify", "http", "tcp", "log", "delay", "none"),
                  "What makes an instance ready. \"listening\": it accepts connections on every"
                      + " declared address and on every one its predecessor serves; \"message\": it"
                      + " called process.send('ready'); \"notify\": it sent READY=1 to"
                      + " NOTIFY_SOCKET (sd_notify); \"http\", \"tcp\", \"log\": what the key of"
                      + " that name says; \"delay\": it is alive after the delay; \"none\": it was"
                      + " started.")
              .otherwise(
                  "what http, tcp or log asks for; \"listening\" with cluster or listen, else"
                      + " \"delay\"")
              .alsoCalled("wait_ready", "Type")
              .example("\"listening\""),
          Key.of("timeout", POSITIVE_TIME, "How long that may take before the start has failed.")
              .byDefault("\"30s\"")
              .alsoCalled("TimeoutStartSec", "listen_timeout"),
          Key.of("delay", Type.time(), "For \"on\": \"delay\".")
              .example("\"5s\"")
              .otherwise("startSeconds"),
          Key.of("http", URL, "For \"on\": \"http\": it answers a GET of this with 2xx or 3xx.")
              .otherwise("none")
              .example("\"http://127.0.0.1:3000/\""),
          Key.of("tcp", ADDRESS, "For \"on\": \"tcp\": it accepts a connection there.")
              .otherwise("none")
              .example("\"127.0.0.1:5432\""),
          Key.of(
                  "log",
                  Type.text("(?s).+", "a regular expression"),
                  "For \"on\": \"log\": a line of its output has this in it.")
              .otherwise("none")
              .example("\"server started in [0-9]+ ms\""));

  static final KeyTable HEALTH =
      KeyTable.of(
          "health",
          Key.of(
                  "http",
                  URL,
                  "What to GET: a 2xx or 3xx answer is healthy. A Node instance that listens on"
                      + " that port is asked itself, not whoever answers on the shared port."
                      + " One of http, tcp and exec must be there.")
              .otherwise("none")
              .example("\"http://127.0.0.1:3000/healthz\""),
          Key.of("tcp", ADDRESS, "Where to connect: it accepts is healthy.")
              .otherwise("none")
              .example("\"127.0.0.1:5432\""),
          Key.of(
                  "exec",
                  Type.shell(),
                  "A shell command in the program's directory and environment: exit code 0 is"
                      + " healthy.")
              .otherwise("none")
              .example("\"redis-cli ping\""),
          Key.of("every", POSITIVE_TIME, "Time between checks.")
              .byDefault("\"10s\"")
              .alsoCalled("interval", "period"),
          Key.of("timeout", POSITIVE_TIME, "How long an answer may take.").byDefault("\"2s\""),
          Key.of("failures", Type.whole(1, 1000), "So many failed checks in a row are a failure.")
              .byDefault("3")
              .alsoCalled("threshold", "retries"),
          Key.of(
                  "onFailure",
                  Type.choice("restart", "report"),
                  "\"restart\" the instance, or only \"report\" it in status and events.")
              .byDefault("\"restart\""));

  static final KeyTable STOP =
      KeyTable.of(
          "stop",
          Key.of(
                  "signal",
                  Type.oneOrMore(SIGNAL),
                  "The signal that asks the program to end; an array is sent one after the other,"
                      + " each when the timeout of the one before is over.")
              .byDefault("\"TERM\"")
              .alsoCalled("kill_signal", "stopsignal", "KillSignal"),
          Key.of(
                  "message",
                  Type.text(),
                  "A message that a Node program gets before the signal (process.on('message')).")
              .otherwise("none")
              .example("\"shutdown\"")
              .alsoCalled("shutdown_with_message"),
          Key.of("timeout", Type.time(), "From the last signal to SIGKILL.")
              .byDefault("\"10s\"")
              .alsoCalled("TimeoutStopSec", "stopwaitsecs", "kill_timeout", "ExitTimeOut"),
          Key.of(
                  "drain",
                  Type.time(),
                  "How long requests in flight may take before the signal is sent.")
              .byDefault("\"30s\""),
          Key.of("tree", Type.flag(), "Also stop every process that the program left behind.")
              .byDefault("true")
              .alsoCalled("KillMode", "stopasgroup", "killasgroup", "treekill"));

  static final KeyTable LOGS =
      KeyTable.of(
          "logs",
          Key.of("maxSize", Type.size(), "A file of this size is rotated. \"0\" is never.")
              .byDefault("\"50MB\"")
              .alsoCalled("stdout_logfile_maxbytes"),
          Key.of("rotateEvery", Type.time(Duration.ofSeconds(1)), "A file of this age is rotated.")
              .otherwise("never")
              .example("\"1d\""),
          Key.of("keep", Type.whole(0, 1000), "Rotated files to keep.")
              .byDefault("10")
              .alsoCalled("stdout_logfile_backups"),
          Key.of("maxAge", POSITIVE_TIME, "Rotated files that are older are deleted.")
              .otherwise("none is too old")
              .example("\"30d\""),
          Key.of(
                  "maxTotal",
                  Type.size(),
                  "What all files of one output may take on the disk: the oldest rotated ones are"
                      + " deleted. \"0\" is any size.")
              .byDefault("\"0\""),
          Key.of("compress", Type.flag(), "Rotated files are compressed with gzip.")
              .byDefault("true"),
          Key.of(
                  "prefix",
                  Type.choice("none", "time", "full", "json"),
                  "What each line begins with: nothing; the \"time\"; \"full\": the time, the"
                      + " instance and the output; \"json\": each line becomes an object.")
              .byDefault("\"none\"")
              .alsoCalled("log_date_format", "log_type", "time"),
          Key.of("mergeStderr", Type.flag(), "Write stderr to the file of stdout.")
              .byDefault("false")
              .alsoCalled("redirect_stderr", "merge_logs"),
          Key.of(
                  "to",
                  Type.choice("file", "none", "syslog", "journald"),
                  "Where the output goes; \"none\" is /dev/null.")
              .byDefault("\"file\""),
          Key.of(
                  "stdout",
                  Type.text("(?s).+", "a file"),
                  "The file of stdout. Several instances put -0, -1 … before its last dot.")
              .otherwise("JPM_HOME/logs/NAME.out.log")
              .alsoCalled(
                  "out_file",
                  "output",
                  "stdout_logfile",
                  "StandardOutput",
                  "StandardOutPath",
                  "log_file")
              .example("\"/var/log/blogd/out.log\""),
          Key.of("stderr", Type.text("(?s).+", "a file"), "The file of stderr.")
              .otherwise("JPM_HOME/logs/NAME.err.log")
              .alsoCalled(
                  "error_file", "error", "stderr_logfile", "StandardError", "StandardErrorPath")
              .example("\"/var/log/blogd/err.log\""));

  static final KeyTable LIMITS =
      KeyTable.of(
          "limits",
          Key.of(
                  "memory",
                  Type.size(),
                  "What an instance and all its children may hold in memory. One that holds more is"
                      + " replaced, by a rolling reload where that is possible.")
              .otherwise("any")
              .alsoCalled(
                  "max_memory_restart", "MemoryMax", "MemoryHigh", "MemoryLimit", "max_memory")
              .example("\"300MB\""),
          Key.of(
                  "cpu",
                  new Type.Decimal(0.01, 1024),
                  "Processors that an instance may use; needs a cgroup that the daemon may write.")
              .otherwise("any")
              .example("1.5")
              .alsoCalled("CPUQuota"),
          Key.of("openFiles", Type.whole(16, 1_048_576), "Open files (RLIMIT_NOFILE).")
              .otherwise("as the daemon was started with")
              .alsoCalled("minfds", "LimitNOFILE", "nofile")
              .example("65536"),
          Key.of(
                  "processes",
                  Type.whole(1, 4_194_304),
                  "Processes and threads of its user (RLIMIT_NPROC).")
              .otherwise("as the daemon was started with")
              .example("4096")
              .alsoCalled("LimitNPROC", "TasksMax", "nproc"),
          Key.of("core", Type.size(), "Size of a core dump (RLIMIT_CORE).")
              .otherwise("as the daemon was started with")
              .example("\"0\"")
              .alsoCalled("LimitCORE"));

  static final KeyTable SCHEDULE =
      KeyTable.of(
          "schedule",
          Key.of("start", CRON, "When to start it: for programs that do a piece of work and end.")
              .otherwise("none")
              .example("\"*/15 * * * *\"")
              .alsoCalled("StartCalendarInterval"),
          Key.of("restart", CRON, "When to restart it.")
              .otherwise("none")
              .alsoCalled("cron_restart")
              .example("\"0 4 * * *\""),
          Key.of("reload", CRON, "When to reload it, losing no request.")
              .otherwise("none")
              .example("\"0 4 * * 0\""),
          Key.of(
                  "timezone",
                  Type.text("[A-Za-z0-9_+/-]{1,64}", "a time zone such as \"Europe/Berlin\""),
                  "Whose time the expressions mean.")
              .otherwise("the machine's")
              .example("\"Europe/Berlin\""));

  static final KeyTable HOOKS =
      KeyTable.of(
          "hooks",
          hook(
              "preStart",
              "ExecStartPre",
              "Before each start; another exit code than 0 is a failed start."),
          hook("postStart", "ExecStartPost", "When an instance is ready."),
          hook("preStop", "ExecStop", "Before an instance is asked to end."),
          hook(
              "postExit",
              "ExecStopPost",
              "After an instance ended: JPM_EXIT_CODE, JPM_EXIT_SIGNAL and JPM_EXIT_CAUSE say"
                  + " how."),
          Key.of("timeout", POSITIVE_TIME, "How long each may take.").byDefault("\"30s\""));

  private static Key hook(String name, String systemd, String doc) {
    return Key.of(name, Type.shell(), doc)
        .otherwise("none")
        .alsoCalled(systemd)
        .example("\"./bin/" + name + "\"");
  }

  private PartKeys() {}
}
