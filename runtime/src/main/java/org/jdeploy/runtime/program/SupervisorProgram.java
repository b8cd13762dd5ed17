package org.jdeploy.runtime.program;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;

/** Turns a {@code [program:x]} or {@code [fcgi-program:x]} into programs in our keys. */
final class SupervisorProgram {
  private static final int MOST_PROCESSES = 1000;

  /** What Linux on x86 and ARM calls them. */
  private static final Map<String, String> SIGNALS =
      Map.of(
          "1", "HUP", "2", "INT", "3", "QUIT", "9", "KILL", "10", "USR1", "12", "USR2", "15",
          "TERM", "28", "WINCH");

  /** Named in a {@code [group:x]}. */
  record Group(String name, Optional<Integer> priority) {}

  private final SupervisorSource source;
  private final Ini.Section section;
  private final String name;
  private final boolean socket;
  private final SupervisorDefaults defaults;
  private final Optional<Group> group;
  private final Expansion expansion;

  /**
   * @param name of the section, without its kind
   * @param socket an {@code fcgi-program}
   * @param expansion the names of the file
   */
  SupervisorProgram(
      SupervisorSource source,
      Ini.Section section,
      String name,
      boolean socket,
      SupervisorDefaults defaults,
      Optional<Group> group,
      Expansion expansion) {
    this.source = source;
    this.section = section;
    this.name = name;
    this.socket = socket;
    this.defaults = defaults;
    this.group = group;
    this.expansion =
        expansion
            .with("program_name", name)
            .with("group_name", group.map(Group::name).orElse(name))
            .withEnvironment(defaults.environment());
  }

  /** The programs by name, in order. */
  Map<String, JsonObject> read() {
    SupervisorValues first = values(expansion.with("process_num", 0).with("numprocs", 1));
    SupervisorKeys.checkProgram(first, socket);
    int count = first.whole("numprocs", 1, MOST_PROCESSES).orElse(1);
    int start = first.whole("numprocs_start", 0, 1_000_000).orElse(0);
    Map<String, JsonObject> programs = new LinkedHashMap<>();
    if (socket) {
      SupervisorValues in = process(start, count, !usesNumber());
      if (count > 1 && usesNumber()) {
        in.source()
            .problem(
                section,
                "processes that share a socket are instances of one program: take %(process_num)"
                    + " out of it, but for process_name");
      }
      programs.put(name, program(in, OptionalInt.of(count), OptionalInt.empty()));
      return programs;
    }
    if (count > 1
        && first
            .entry("process_name")
            .filter(entry -> entry.value().contains("%(process_num)"))
            .isEmpty()) {
      String key = first.has("process_name") ? "process_name" : "numprocs";
      first.problem(
          key,
          (key.equals("numprocs") ? "needs a process_name with" : "needs")
              + " %(process_num) in it, such as"
              + " process_name=%(program_name)s_%(process_num)02d");
      return programs;
    }
    boolean shared =
        count > 1
            && SupervisorLogs.share(process(start, count, true), process(start + 1, count, true));
    for (int number = start; number < start + count; number++) {
      SupervisorValues in = process(number, count, true);
      String called = called(in.text("process_name").orElse(name));
      JsonObject program =
          program(in, OptionalInt.empty(), shared ? OptionalInt.of(number) : OptionalInt.empty());
      if (programs.put(called, program) != null) {
        first.problem("process_name", "two processes are called " + called);
      }
    }
    if (shared) {
      first.remark(
          first.has("stdout_logfile") ? "stdout_logfile" : "stderr_logfile",
          "each process writes a file of its own: the number stands before the last dot");
    }
    return programs;
  }

  private SupervisorValues values(Expansion names) {
    return new SupervisorValues(source, section, names);
  }

  private SupervisorValues process(int number, int count, boolean numbered) {
    Expansion names = expansion.with("numprocs", count);
    return values(numbered ? names.with("process_num", number) : names);
  }

  private boolean usesNumber() {
    return section.entries().stream()
        .anyMatch(entry ->
            !entry.key().equals("process_name") && entry.value().contains("%(process_num)"));
  }

  /** Names are unique here, not only within their group. */
  private String called(String processName) {
    return processName.contains(name) ? processName : name + "_" + processName;
  }

  private JsonObject program(SupervisorValues plain, OptionalInt instances, OptionalInt file) {
    Map<String, String> own = SupervisorDefaults.environment(plain);
    SupervisorValues in =
        new SupervisorValues(source, section, plain.expansion().withEnvironment(own));
    Draft program = new Draft(section.at());
    command(in, program);
    directory(in, program);
    Map<String, String> environment = new LinkedHashMap<>(defaults.environment());
    environment.putAll(own);
    environment.forEach((variable, value) ->
        program
            .in("environment", in.at("environment"))
            .text(
                variable, value, own.containsKey(variable) ? in.at("environment") : defaults.at()));
    instances.ifPresent(number -> sockets(in, program, number));
    life(in, program);
    stop(in, program);
    new SupervisorLogs(in, file).write(program);
    identity(in, program);
    order(in, program, instances.isPresent());
    if (in.has("serverurl")) {
      in.remark("serverurl", "jpm has no SUPERVISOR_SERVER_URL");
    }
    return program.json();
  }

  private void command(SupervisorValues in, Draft program) {
    Optional<String> command = in.text("command");
    if (command.isEmpty()) {
      if (in.has("command") && in.entry("command").orElseThrow().value().isBlank()) {
        in.problem("command", "is empty, expected what to run");
      } else if (!in.has("command")) {
        in.problem("command", "is missing, expected such as command=node server.js");
      }
      program.text("command", "?", in.at("command"));
      return;
    }
    try {
      ShellWords.split(command.get());
      program.text("command", command.get().replace('\n', ' '), in.at("command"));
    } catch (ShellWords.Unbalanced e) {
      in.problem("command", e.reason());
      program.text("command", "?", in.at("command"));
    }
  }

  private void directory(SupervisorValues in, Draft program) {
    String key = "directory";
    Optional<String> written = in.text(key);
    Optional<String> directory = written.or(defaults::directory);
    Location at = written.isPresent() ? in.at(key) : defaults.at();
    try {
      directory.ifPresent(
          text -> program.text(key, text.startsWith("~") ? text : absolute(text), at));
    } catch (InvalidPathException e) {
      in.problem(key, "expected a directory: " + e.getReason());
    }
  }

  private String absolute(String path) {
    return source.directory().resolve(path).toString();
  }

  private void life(SupervisorValues in, Draft program) {
    in.flag("autostart").ifPresent(flag -> program.flag("autostart", flag, in.at("autostart")));
    in.text("autorestart")
        .ifPresent(text -> {
          if (text.equalsIgnoreCase("unexpected")) {
            program.text("autorestart", "unexpected", in.at("autorestart"));
          } else {
            in.flag("autorestart")
                .ifPresent(flag -> program.flag("autorestart", flag, in.at("autorestart")));
          }
        });
    in.wholes("exitcodes", 0, 255)
        .ifPresent(codes ->
            program.put(
                "exitCodes",
                new JsonArray(
                    codes.stream()
                        .<JsonValue>map(
                            code -> new JsonNumber(BigDecimal.valueOf(code), in.at("exitcodes")))
                        .toList(),
                    in.at("exitcodes"))));
    in.whole("startsecs", 0, 3600)
        .ifPresent(seconds -> {
          program.number("startSeconds", seconds, in.at("startsecs"));
          if (seconds >= 30) {
            program
                .in("ready", in.at("startsecs"))
                .text("timeout", (seconds + 30) + "s", in.at("startsecs"));
          }
        });
    in.whole("startretries", 0, 1_000_000)
        .ifPresent(retries -> program.number("startRetries", retries, in.at("startretries")));
  }

  private void stop(SupervisorValues in, Draft program) {
    Location at = section.at();
    in.text("stopsignal")
        .ifPresent(text -> {
          String word = text.toUpperCase(Locale.ROOT);
          String bare = word.startsWith("SIG") ? word.substring(3) : word;
          program
              .in("stop", at)
              .text("signal", SIGNALS.getOrDefault(bare, bare), in.at("stopsignal"));
        });
    in.whole("stopwaitsecs", 0, 31_536_000)
        .ifPresent(seconds ->
            program.in("stop", at).text("timeout", seconds + "s", in.at("stopwaitsecs")));
    Optional<Boolean> asGroup = in.flag("stopasgroup");
    Optional<Boolean> killGroup = in.flag("killasgroup");
    if (asGroup.orElse(false) && !killGroup.orElse(true)) {
      in.problem("killasgroup", "cannot be false when stopasgroup is true");
    } else if (asGroup.isPresent() || killGroup.isPresent()) {
      program
          .in("stop", at)
          .flag(
              "tree",
              asGroup.orElse(false) || killGroup.orElse(false),
              in.at(asGroup.isPresent() ? "stopasgroup" : "killasgroup"));
    }
  }

  private void identity(SupervisorValues in, Draft program) {
    Optional<String> user = in.text("user");
    user.or(defaults::user)
        .ifPresent(
            text -> program.text("user", text, user.isPresent() ? in.at("user") : defaults.at()));
    Optional<String> umask = in.text("umask");
    umask
        .or(defaults::umask)
        .ifPresent(text ->
            program.text(
                "umask",
                "0".repeat(Math.max(0, 3 - text.length())) + text,
                umask.isPresent() ? in.at("umask") : defaults.at()));
    defaults
        .openFiles()
        .ifPresent(
            files -> program.in("limits", defaults.at()).number("openFiles", files, defaults.at()));
    defaults
        .processes()
        .ifPresent(number ->
            program.in("limits", defaults.at()).number("processes", number, defaults.at()));
  }

  private void order(SupervisorValues in, Draft program, boolean one) {
    boolean several = !one && (in.whole("numprocs", 1, MOST_PROCESSES).orElse(1) > 1);
    boolean renamed = !one && !in.text("process_name").orElse(name).equals(name);
    group
        .map(Group::name)
        .or(() -> several || renamed ? Optional.of(name) : Optional.empty())
        .ifPresent(text -> program.text("group", text, section.at()));
    Optional<Integer> own = in.whole("priority", -1_000_000, 1_000_000);
    own.or(() -> group.flatMap(Group::priority))
        .ifPresent(number -> program.number("priority", number, in.at("priority")));
  }

  private void sockets(SupervisorValues in, Draft program, int instances) {
    Location at = in.at("socket");
    Optional<String> address = in.text("socket");
    Draft listen = new Draft(at);
    if (address.isEmpty()) {
      in.problem("socket", "is missing, expected tcp://HOST:PORT or unix:///PATH");
      return;
    }
    String text = address.get();
    int colon = text.lastIndexOf(':');
    if (text.startsWith("unix:///")) {
      listen.text("path", text.substring("unix://".length()), at);
    } else if (text.startsWith("tcp://")
        && colon > "tcp:".length()
        && text.substring(colon + 1).matches("[0-9]{1,5}")) {
      String host = text.substring("tcp://".length(), colon).replaceAll("^\\[|\\]$", "");
      listen
          .number("port", Integer.parseInt(text.substring(colon + 1)), at)
          .text("host", host.equals("*") ? "" : host, at);
    } else {
      in.problem(
          "socket", "expected tcp://HOST:PORT or unix:///PATH, found \"" + Ini.cut(text) + '"');
      return;
    }
    listen.flag("stdin", true, at);
    program.put("listen", new JsonArray(List.of(listen.json()), at));
    program.number("instances", instances, in.at("numprocs"));
    program.in("ready", at).text("on", "delay", at);
    for (String key : List.of("socket_backlog", "socket_owner", "socket_mode")) {
      if (in.has(key)) {
        in.remark(key, "has no equivalent and is left out");
      }
    }
  }
}
