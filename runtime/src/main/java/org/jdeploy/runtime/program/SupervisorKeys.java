package org.jdeploy.runtime.program;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.Suggestion;

/** Which keys and sections a Supervisor file may have, and what people write in place of them. */
final class SupervisorKeys {
  private static final Set<String> PROGRAM =
      Set.of(
          "command",
          "process_name",
          "numprocs",
          "numprocs_start",
          "priority",
          "autostart",
          "startsecs",
          "startretries",
          "autorestart",
          "exitcodes",
          "stopsignal",
          "stopwaitsecs",
          "stopasgroup",
          "killasgroup",
          "user",
          "redirect_stderr",
          "stdout_logfile",
          "stdout_logfile_maxbytes",
          "stdout_logfile_backups",
          "stdout_capture_maxbytes",
          "stdout_events_enabled",
          "stdout_syslog",
          "stderr_logfile",
          "stderr_logfile_maxbytes",
          "stderr_logfile_backups",
          "stderr_capture_maxbytes",
          "stderr_events_enabled",
          "stderr_syslog",
          "environment",
          "directory",
          "umask",
          "serverurl");

  private static final Set<String> SOCKET =
      Set.of("socket", "socket_backlog", "socket_owner", "socket_mode");

  private static final Set<String> GROUP = Set.of("programs", "priority");

  private static final Set<String> INCLUDE = Set.of("files");

  /** What systemd and PM2 call it, in lower case. */
  private static final Map<String, String> ELSEWHERE = elsewhere();

  private SupervisorKeys() {}

  private static Map<String, String> elsewhere() {
    Map<String, String> names = new HashMap<>();
    alias(names, "command", "execstart", "exec", "script", "cmd", "program");
    alias(names, "directory", "workingdirectory", "cwd", "chdir");
    alias(names, "environment", "env");
    alias(names, "autorestart", "restart", "keepalive");
    alias(names, "numprocs", "instances");
    alias(names, "user", "uid", "username");
    alias(names, "stopsignal", "killsignal", "kill_signal");
    alias(names, "stopwaitsecs", "timeoutstopsec", "kill_timeout", "stoptimeout");
    alias(names, "killasgroup", "killmode", "treekill");
    alias(names, "exitcodes", "successexitstatus");
    alias(names, "startsecs", "min_uptime", "startseconds");
    alias(names, "startretries", "max_restarts", "startlimitburst");
    alias(names, "stdout_logfile", "standardoutput", "out_file", "logfile");
    alias(names, "stderr_logfile", "standarderror", "error_file");
    alias(names, "stdout_logfile_maxbytes", "logfile_maxbytes");
    alias(names, "stdout_logfile_backups", "logfile_backups");
    alias(names, "redirect_stderr", "merge_logs");
    return Map.copyOf(names);
  }

  private static void alias(Map<String, String> names, String key, String... others) {
    for (String other : others) {
      names.put(other, key);
    }
  }

  static void checkProgram(SupervisorValues in, boolean socket) {
    Set<String> known = new TreeSet<>(PROGRAM);
    if (socket) {
      known.addAll(SOCKET);
    }
    check(in, known, true);
  }

  static void checkGroup(SupervisorValues in) {
    check(in, GROUP, false);
  }

  static void checkInclude(SupervisorValues in) {
    check(in, INCLUDE, false);
  }

  private static void check(SupervisorValues in, Set<String> known, boolean program) {
    for (Ini.Entry entry : in.section().entries()) {
      if (!known.contains(entry.key())) {
        in.source().problem(in.section(), entry, unknown(entry, known, program));
      }
    }
  }

  private static String unknown(Ini.Entry entry, Set<String> known, boolean program) {
    String name = entry.key();
    if (program && ELSEWHERE.containsKey(name)) {
      return "unknown key, here it is called " + ELSEWHERE.get(name);
    }
    if (program && SOCKET.contains(name)) {
      return "is for [fcgi-program:NAME]";
    }
    Optional<String> ours = program ? ours(name) : Optional.empty();
    if (ours.isPresent()) {
      return "Supervisor has no such key; a JSON program file has "
          + ours.get()
          + " (jpm import writes one)";
    }
    return "unknown key"
        + Suggestion.of(name, known)
            .map(near -> ", did you mean " + near + "?")
            .orElseGet(() -> ", there are " + String.join(", ", new TreeSet<>(known)));
  }

  /** What our files call it, when they do. */
  private static Optional<String> ours(String name) {
    for (Key key : ProgramKeys.PROGRAM.keys()) {
      if (key.name().equalsIgnoreCase(name)
          || key.aliases().stream().anyMatch(name::equalsIgnoreCase)) {
        return Optional.of('"' + key.name() + '"');
      }
    }
    List<String> inside = ProgramKeys.PROGRAM.inside(name);
    return inside.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", inside));
  }

  /** Why a section is none that there is. */
  static String unknownSection(String name) {
    if (List.of("Unit", "Service", "Install", "Socket", "Timer").contains(name)) {
      return "this is a file of systemd: write [program:NAME] with command=, directory= …";
    }
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon);
    List<String> kinds = List.of("program", "group", "fcgi-program", "include", "eventlistener");
    if (kinds.contains(kind)) {
      return "needs a name, such as [" + kind + ":blogd]";
    }
    return "unknown section"
        + Suggestion.of(kind, kinds)
            .map(near -> ", did you mean [" + near + (near.equals("include") ? "" : ":NAME") + "]?")
            .orElse(", expected [program:NAME], [group:NAME], [fcgi-program:NAME] or [include]");
  }
}
