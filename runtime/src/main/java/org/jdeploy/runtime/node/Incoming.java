package org.jdeploy.runtime.node;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** What a line from the program is. */
sealed interface Incoming {

  record Said(FromWorker message) implements Incoming {}

  /**
   * The program sent a socket or server of its own, and sends nothing else until it is answered.
   */
  record HandleSent() implements Incoming {}

  /** Our descriptor arrived. */
  record HandleTaken() implements Incoming {}

  /** Our line arrived, its descriptor did not. */
  record HandleMissed() implements Incoming {}

  /** No JSON, or not what we know: of a newer preload, or a torn line. */
  record Garbage() implements Incoming {}

  /** Never throws. */
  static Incoming read(String line) {
    try {
      JsonValue value = Json.parse(line, "channel");
      return value instanceof JsonObject object && object.get("cmd") instanceof JsonText(var cmd, _)
          ? command(cmd, object)
          : new Said(plain(value));
    } catch (JsonSyntaxException | ArithmeticException | IllegalArgumentException e) {
      return new Garbage();
    }
  }

  private static FromWorker plain(JsonValue value) {
    return value instanceof JsonText(var text, _) && text.equals("ready")
        ? new FromWorker.Ready()
        : new FromWorker.Message(value);
  }

  private static Incoming command(String cmd, JsonObject line) {
    return switch (cmd) {
      case "NODE_HANDLE" -> new HandleSent();
      case "NODE_HANDLE_ACK" -> new HandleTaken();
      case "NODE_HANDLE_NACK" -> new HandleMissed();
      case "NODE_JPM" -> ours(text(line, "act"), line);
      default -> cmd.startsWith("NODE_") ? new Garbage() : new Said(plain(line));
    };
  }

  private static Incoming ours(String act, JsonObject line) {
    return switch (act) {
      case "hello" ->
          new Said(new FromWorker.Hello((int) number(line, "pid"), text(line, "version")));
      case "listen" ->
          new Said(
              new FromWorker.Listen(
                  number(line, "seq"),
                  text(line, "host"),
                  (int) number(line, "port"),
                  (int) number(line, "backlog"),
                  line.get("ipv6Only") instanceof JsonBoolean(boolean only, _) && only));
      case "listening" ->
          new Said(
              new FromWorker.Listening(
                  number(line, "seq"), text(line, "address"), (int) number(line, "port")));
      case "closed" ->
          new Said(
              new FromWorker.Closed(
                  number(line, "seq"), text(line, "address"), (int) number(line, "port")));
      case "drained" -> new Said(new FromWorker.Drained());
      case "probed" ->
          new Said(
              new FromWorker.Probed(
                  number(line, "seq"),
                  line.get("status") instanceof JsonNumber(BigDecimal status, _)
                      ? OptionalInt.of(status.intValueExact())
                      : OptionalInt.empty(),
                  line.get("error") instanceof JsonText(String error, _)
                      ? Optional.of(error)
                      : Optional.empty()));
      default -> new Garbage();
    };
  }

  private static String text(JsonObject line, String key) {
    if (line.get(key) instanceof JsonText(var text, _)) {
      return text;
    }
    throw new IllegalArgumentException(key);
  }

  private static long number(JsonObject line, String key) {
    if (line.get(key) instanceof JsonNumber(BigDecimal number, _)) {
      return number.longValueExact();
    }
    throw new IllegalArgumentException(key);
  }
}
