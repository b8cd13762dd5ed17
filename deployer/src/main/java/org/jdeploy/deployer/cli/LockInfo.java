package org.jdeploy.deployer.cli;

import java.util.Optional;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** What a server knows about who has its lock or holds deploys off. */
final class LockInfo {
  private LockInfo() {}

  static Optional<JsonObject> json(String info) {
    try {
      return !info.isEmpty() && Json.parse(info, "lock") instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonSyntaxException _) {
      return Optional.empty();
    }
  }

  /** {@code by ada@laptop since 2026-11-24T10:00:00Z: the database is being moved}. */
  static String text(String info) {
    JsonObject object = json(info).orElse(null);
    if (object == null) {
      return "by somebody";
    }
    String message = member(object, "message").isEmpty() ? "" : ": " + member(object, "message");
    String what = member(object, "what").isEmpty() ? "" : " for " + member(object, "what");
    String at = member(object, "at").isEmpty() ? "" : " since " + member(object, "at");
    String who = member(object, "who");
    return "by " + (who.isEmpty() ? "somebody" : who) + at + what + message;
  }

  private static String member(JsonObject object, String name) {
    return object.get(name) instanceof JsonText text ? text.value() : "";
  }
}
