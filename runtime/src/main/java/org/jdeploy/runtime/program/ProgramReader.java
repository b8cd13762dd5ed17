package org.jdeploy.runtime.program;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.program.ProgramSpec.Health;
import org.jdeploy.runtime.program.ProgramSpec.Listen;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.program.ProgramSpec.Stop;

/**
 * Turns one program, whose keys and types were checked, into its specification; finds what no
 * single key shows.
 */
final class ProgramReader {
  /** Variables that are the daemon's to set. */
  private static final Set<String> RESERVED =
      Set.of("NODE_CHANNEL_FD", "NODE_UNIQUE_ID", "JPM_COOKIE", "LISTEN_FDS", "LISTEN_PID");

  private final String name;
  private final String path;
  private final Section in;
  private final Path base;
  private final int processors;
  private final List<Problem> problems;

  /**
   * @param path key of the program in its file
   * @param base where relative paths begin
   * @param processors what "max" instances are
   * @param problems gets what is wrong
   */
  ProgramReader(
      String name,
      String path,
      JsonObject program,
      Path base,
      int processors,
      List<Problem> problems) {
    this.name = name;
    this.path = path;
    this.in = new Section(program, ProgramKeys.PROGRAM);
    this.base = base;
    this.processors = processors;
    this.problems = problems;
  }

  /** The specification; not to be used when there were problems. */
  ProgramSpec read() {
    List<String> command = command();
    boolean node = !command.isEmpty() && isNode(command.getFirst());
    List<Listen> listen = listen();
    int instances = instances();
    boolean cluster =
        in.has("cluster") ? in.flag("cluster") : node && (instances != 1 || !listen.isEmpty());
    Duration startSeconds =
        Duration.ofMillis(in.number("startSeconds").movePointRight(3).longValue());
    return new ProgramSpec(
        name,
        command,
        path("directory").orElse(base),
        environment(),
        path("environmentFile"),
        instances,
        cluster,
        node,
        listen,
        in.flag("autostart"),
        autorestart(),
        exitCodes(),
        startSeconds,
        in.whole("startRetries"),
        backoff(),
        ready(startSeconds, cluster, node, listen),
        in.has("health") ? Optional.of(health()) : Optional.empty(),
        stop(node),
        new Logs(
            in.section("logs").size("maxSize").bytes(),
            in.section("logs").whole("keep"),
            in.section("logs").flag("mergeStderr")));
  }

  private List<String> command() {
    JsonValue command = in.value("command");
    if (command instanceof JsonText(String text, Location at)) {
      try {
        List<String> words = ShellWords.split(text);
        if (words.isEmpty() || words.getFirst().isEmpty()) {
          problem(at, "command", "has no word to run");
        }
        return words;
      } catch (ShellWords.Unbalanced e) {
        problem(inside(at, text, e.position()), "command", e.reason());
        return List.of();
      }
    }
    List<String> words = new ArrayList<>();
    if (command instanceof JsonArray(List<JsonValue> items, _)) {
      items.forEach(item -> {
        if (item instanceof JsonText(String word, _)) {
          words.add(word);
        }
      });
    }
    if (words.isEmpty() || words.getFirst().isEmpty()) {
      problem(command.at(), "command", "has no word to run");
    }
    return words;
  }

  /** The place of a character of a string: after its quote, escapes counted. */
  private static Location inside(Location start, String text, int position) {
    int column = start.column() + 1;
    for (int i = 0; i < position; i++) {
      column += "\"\\\n\r\t\b\f".indexOf(text.charAt(i)) >= 0 ? 2 : 1;
    }
    return start.line() == 0 ? start : new Location(start.file(), start.line(), column);
  }

  private static boolean isNode(String word) {
    String file = word.substring(word.lastIndexOf('/') + 1);
    return file.equals("node") || file.equals("nodejs");
  }

  private Optional<Path> path(String key) {
    return in.optionalText(key)
        .flatMap(text -> {
          try {
            return Optional.of(
                text.equals("~") || text.startsWith("~/")
                    ? Path.of(System.getProperty("user.home") + text.substring(1))
                    : base.resolve(text));
          } catch (InvalidPathException e) {
            problem(in.at(key), key, "expected a path: " + e.getReason());
            return Optional.empty();
          }
        });
  }

  private Map<String, String> environment() {
    Map<String, String> environment = in.scalars("environment");
    if (in.object().get("environment") instanceof JsonObject written) {
      for (String variable : environment.keySet()) {
        if (RESERVED.contains(variable)) {
          problem(
              written.keyAt(variable),
              "environment." + variable,
              "is set by jpm itself, leave it out");
        }
      }
    }
    return environment;
  }

  private int instances() {
    return switch (in.value("instances")) {
      case JsonNumber(var number, _) -> number.intValueExact();
      case JsonText(String text, _) -> InstanceCount.of(text, processors).orElse(1);
      case JsonValue other -> throw new IllegalArgumentException("instances: " + other.kind());
    };
  }

  private List<Listen> listen() {
    List<Listen> listen = new ArrayList<>();
    Set<String> addresses = new LinkedHashSet<>();
    for (Section one : in.sections("listen")) {
      String host = one.text("host");
      int port = one.whole("port");
      if (port != 0 && !addresses.add(host + ":" + port)) {
        problem(one.object().at(), "listen", "port " + port + " stands here twice");
      }
      listen.add(new Listen(one.optionalText("name").orElse(String.valueOf(port)), host, port));
    }
    return listen;
  }

  private Autorestart autorestart() {
    return switch (in.value("autorestart")) {
      case JsonBoolean(boolean always, _) -> always ? Autorestart.ALWAYS : Autorestart.NEVER;
      case JsonValue _ -> Autorestart.UNEXPECTED;
    };
  }

  private Set<Integer> exitCodes() {
    Set<Integer> codes = new LinkedHashSet<>();
    for (JsonValue item : in.items("exitCodes")) {
      if (item instanceof JsonNumber(var number, _)) {
        codes.add(number.intValueExact());
      }
    }
    return codes;
  }

  private Backoff backoff() {
    Section backoff = in.section("backoff");
    Backoff read =
        new Backoff(
            backoff.duration("initial"),
            backoff.number("factor").doubleValue(),
            backoff.duration("max"),
            backoff.duration("resetAfter"));
    if (read.initial().compareTo(read.max()) > 0) {
      problem(backoff.at("initial"), "backoff.initial", "is longer than backoff.max");
    }
    return read;
  }

  private Ready ready(Duration startSeconds, boolean cluster, boolean node, List<Listen> listen) {
    Section ready = in.section("ready");
    Ready.On on =
        switch (ready.optionalText("on").orElse("")) {
          case "listening" -> Ready.On.LISTENING;
          case "message" -> Ready.On.MESSAGE;
          case "delay" -> Ready.On.DELAY;
          case "none" -> Ready.On.NONE;
          default -> cluster || !listen.isEmpty() ? Ready.On.LISTENING : Ready.On.DELAY;
        };
    Duration delay = ready.has("delay") ? ready.duration("delay") : startSeconds;
    Duration timeout = ready.duration("timeout");
    if (on == Ready.On.DELAY && delay.compareTo(timeout) >= 0) {
      problem(
          ready.at("timeout"),
          "ready.timeout",
          "must be longer than the delay after which it is ready (ready.delay or startSeconds)");
    }
    if (on == Ready.On.MESSAGE && !node) {
      problem(ready.at("on"), "ready.on", "\"message\" is for node programs, this one is none");
    }
    if (on == Ready.On.LISTENING && !node && listen.isEmpty()) {
      problem(
          in.has("ready") ? ready.at("on") : in.at("cluster"),
          "ready.on",
          "\"listening\" can be seen of node programs and of declared sockets:"
              + " add \"listen\" or another \"ready.on\"");
    }
    return new Ready(on, timeout, delay);
  }

  private Health health() {
    Section health = in.section("health");
    String http = health.text("http");
    try {
      if (new URI(http).getHost() == null) {
        problem(health.at("http"), "health.http", "has no host in it: \"" + http + "\"");
      }
    } catch (URISyntaxException e) {
      problem(health.at("http"), "health.http", "is no address: " + e.getReason());
    }
    return new Health(
        http, health.duration("every"), health.duration("timeout"), health.whole("failures"));
  }

  private Stop stop(boolean node) {
    Section stop = in.section("stop");
    if (stop.has("message") && !node) {
      problem(stop.at("message"), "stop.message", "is for node programs, this one is none");
    }
    return new Stop(
        stop.text("signal"),
        stop.optionalText("message"),
        stop.duration("timeout"),
        stop.duration("drain"),
        stop.flag("tree"));
  }

  private void problem(Location at, String key, String message) {
    problems.add(new Problem(at, path + "." + key, message));
  }
}
