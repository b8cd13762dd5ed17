package org.jdeploy.deployer.engine;

import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.LockScript;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** What is said about locks, and giving them back. */
final class Locks {
  private Locks() {}

  /** Gives back every lock that this operation has. */
  static void release(Session session) {
    session.interruption.shield();
    Parallel.map(
        session.reached().stream().filter(host -> host.locked).toList(),
        session.options.inFlight(),
        host -> {
          if (host.shell().isAlive()) {
            session.runner.quietly(host, LockScript.release());
          }
          host.locked = false;
          return host;
        });
  }

  /** Whose lock it is, from what the taking of it printed. */
  static Optional<String> whose(String host, Outcome outcome) {
    if (!(outcome instanceof Outcome.Failed failed) || failed.code() != LockScript.LOCKED) {
      return Optional.empty();
    }
    List<String> lines = failed.output();
    for (String line : lines) {
      if (line.startsWith("locked: ")) {
        return Optional.of(host + " is locked by " + person(line.substring(8)));
      }
      if (line.startsWith("held: ")) {
        return Optional.of(host + ": deploys are held off by " + person(line.substring(6)));
      }
    }
    return Optional.of(host + " is locked");
  }

  static boolean isHeld(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && failed.output().stream().anyMatch(line -> line.startsWith("held: "));
  }

  /** {@code who, since when: what or why}, from the JSON beside a lock. */
  static String person(String json) {
    try {
      if (Json.parse(json, "lock") instanceof JsonObject info) {
        String text = text(info, "who").orElse("somebody");
        text += text(info, "at").map(at -> " since " + at).orElse("");
        return text
            + text(info, "message")
                .or(() -> text(info, "what"))
                .map(what -> ": " + what)
                .orElse("");
      }
    } catch (JsonSyntaxException _) {
      // a lock that has just been taken may not have its description yet
    }
    return "somebody";
  }

  private static Optional<String> text(JsonObject info, String name) {
    return info.get(name) instanceof JsonText text && !text.value().isEmpty()
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
