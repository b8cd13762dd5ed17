package org.jdeploy.deployer.journal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * The text of a journal's line: compact JSON that begins with {@code sequence}, {@code at} and,
 * when the server measured one, {@code millis}. The server writes these; {@link #rest} writes what
 * follows.
 */
public final class JournalLine {
  private JournalLine() {}

  /** Reads one line; empty for a torn one and for events of a later version. */
  public static Optional<JournalEvent> read(String line) {
    try {
      return Json.parse(line, "journal") instanceof JsonObject object
          ? event(object)
          : Optional.empty();
    } catch (JsonSyntaxException _) {
      return Optional.empty();
    }
  }

  private static Optional<JournalEvent> event(JsonObject line) {
    Optional<JournalEvent.What> type = JournalEvent.What.of(text(line, "event"));
    if (type.isEmpty() || !(line.get("sequence") instanceof JsonNumber sequence)) {
      return Optional.empty();
    }
    return Optional.of(
        new JournalEvent(
            sequence.value().longValue(),
            text(line, "at"),
            type.get(),
            text(line, "attempt"),
            line.get("rollback") instanceof JsonBoolean flag && flag.value(),
            text(line, "release"),
            text(line, "sha"),
            text(line, "tree"),
            text(line, "digest"),
            text(line, "who"),
            text(line, "detail"),
            line.get("millis") instanceof JsonNumber millis
                ? Optional.of(Duration.ofMillis(millis.value().longValue()))
                : Optional.empty()));
  }

  private static String text(JsonObject line, String name) {
    return line.get(name) instanceof JsonText text ? text.value() : "";
  }

  /**
   * The members that do not depend on the server, as the end of an object: {@code
   * "event":"begin",…}. Sequence, clock and duration of the event are not used.
   */
  public static String rest(JournalEvent event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("event", event.type().word());
    members.put("attempt", event.attempt());
    if (event.rollback()) {
      members.put("rollback", true);
    }
    members.put("release", event.release());
    putText(members, "sha", event.sha());
    putText(members, "tree", event.tree());
    putText(members, "digest", event.digest());
    putText(members, "who", event.who());
    putText(members, "detail", event.detail());
    return Json.compact(members).substring(1);
  }

  /** The whole line, as a server would write it. */
  public static String write(JournalEvent event) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("sequence", BigDecimal.valueOf(event.sequence()));
    head.put("at", event.at());
    event.took().ifPresent(took -> head.put("millis", took.toMillis()));
    String start = Json.compact(head);
    return start.substring(0, start.length() - 1) + "," + rest(event);
  }

  private static void putText(Map<String, Object> members, String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
  }
}
