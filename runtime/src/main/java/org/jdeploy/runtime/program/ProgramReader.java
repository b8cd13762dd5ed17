package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;
import org.jdeploy.runtime.program.ProgramSpec.Listen;

/**
 * Turns one program, whose keys and types were checked, into its specification; finds what no
 * single key shows.
 */
final class ProgramReader {
  /** Variables that are the daemon's to set. */
  private static final Set<String> RESERVED =
      Set.of("NODE_CHANNEL_FD", "NODE_UNIQUE_ID", "JPM_COOKIE", "LISTEN_FDS", "LISTEN_PID");

  private final String name;
  private final Section in;
  private final Writing writing;
  private final int processors;

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
    this.in = new Section(program, ProgramKeys.PROGRAM);
    this.writing = new Writing(path, base, problems);
    this.processors = processors;
  }

  /** The specification; not to be used when there were problems. */
  ProgramSpec read() {
    List<String> command = command();
    boolean node = !command.isEmpty() && isNode(command.getFirst());
    List<Listen> listen = listen();
    int instances = instances();
    boolean cluster =
        in.has("cluster") ? in.flag("cluster") : node && (instances != 1 || !listen.isEmpty());
    ReadinessReader readiness = new ReadinessReader(in, writing);
    PartReader parts = new PartReader(in, writing);
    return new ProgramSpec(
        name,
        command,
        writing.path(in, "directory").orElse(writing.base()),
        environment(),
        writing.path(in, "environmentFile"),
        instances,
        cluster,
        node,
        listen,
        in.flag("autostart"),
        parts.restart(),
        readiness.ready(cluster, node, listen),
        in.has("health") ? Optional.of(readiness.health()) : Optional.empty(),
        in.has("watchdog") ? Optional.of(in.duration("watchdog")) : Optional.empty(),
        parts.stop(node),
        parts.logs(),
        parts.identity(),
        parts.limits(),
        parts.order(),
        parts.schedule(),
        parts.watch(),
        parts.hooks());
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
      Optional<Path> socket = writing.path(one, "path").map(Path::normalize);
      if (one.has("port") == one.has("path")) {
        problem(one.object().at(), "listen", "needs a port or a path, one of them");
        continue;
      }
      String host = one.text("host");
      int port = socket.isPresent() ? 0 : one.whole("port");
      String address = socket.map(file -> "socket " + file).orElse(host + ":" + port);
      boolean isAny = socket.isEmpty() && port == 0;
      if (!isAny && !addresses.add(address)) {
        problem(
            one.object().at(),
            "listen",
            socket.isPresent()
                ? address + " stands here twice"
                : "port " + port + " stands here twice");
      }
      String byDefault = socket.map(ProgramReader::fileName).orElse(String.valueOf(port));
      listen.add(
          new Listen(
              one.optionalText("name").orElse(byDefault),
              host,
              port,
              socket,
              one.flag("stdin"),
              Integer.parseInt(one.text("mode"), 8)));
    }
    if (listen.stream().filter(Listen::stdin).count() > 1) {
      problem(in.at("listen"), "listen", "only one socket can be stdin");
    }
    return listen;
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void problem(Location at, String key, String message) {
    writing.problem(at, key, message);
  }
}
