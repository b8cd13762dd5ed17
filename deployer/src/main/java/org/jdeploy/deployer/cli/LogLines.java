package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.engine.CommandResult;
import org.jdeploy.deployer.engine.EngineEvent;
import org.jdeploy.deployer.engine.Fleet;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * Lines of programs of many servers. Those of the past are put in order by the time they begin
 * with, where they do; new ones are shown as they come.
 */
final class LogLines implements RemoteLines {
  private final Surroundings surroundings;
  private final Look look;
  private final boolean follow;
  private final int width;
  private final SequencedMap<String, List<Entry>> past = new LinkedHashMap<>();

  /** A line of one instance. */
  record Entry(String prefix, boolean error, String text) {}

  LogLines(Surroundings surroundings, Look look, Fleet fleet, boolean follow) {
    this.surroundings = surroundings;
    this.look = look;
    this.follow = follow;
    this.width =
        fleet.servers().stream().mapToInt(server -> server.name().length()).max().orElse(0);
    fleet.servers().forEach(server -> past.put(server.name(), new ArrayList<>()));
  }

  @Override
  public void on(EngineEvent event) {
    if (!(event instanceof EngineEvent.StepLine line)) {
      return;
    }
    Optional<JsonObject> object = line.error() ? Optional.empty() : JsonLines.object(line.line());
    if (object.isEmpty()) {
      surroundings.err().println(line.host() + " | " + line.line());
      surroundings.err().flush();
      return;
    }
    Entry entry = entry(line.host(), object.get());
    if (follow) {
      show(entry);
    } else {
      String stream = line.host() + " " + entry.prefix + entry.error;
      past.computeIfAbsent(stream, _ -> new ArrayList<>()).add(entry);
    }
  }

  private Entry entry(String host, JsonObject line) {
    String instance = text(line.get("name")) + ":" + text(line.get("instance"));
    return new Entry(
        host + " ".repeat(width - host.length()) + " " + instance,
        text(line.get("stream")).equals("err"),
        text(line.get("line")));
  }

  private static String text(@org.jspecify.annotations.Nullable JsonValue value) {
    return switch (value) {
      case JsonText text -> text.value();
      case JsonNumber number -> number.value().toPlainString();
      case null, default -> "";
    };
  }

  private void show(Entry entry) {
    String prefix = entry.prefix + " | ";
    surroundings.out().println((entry.error ? look.bad(prefix) : look.dim(prefix)) + entry.text);
    surroundings.out().flush();
  }

  @Override
  public void end(List<CommandResult> results) {
    TimeMerge.merge(List.copyOf(past.values()), Entry::text).forEach(this::show);
  }
}
