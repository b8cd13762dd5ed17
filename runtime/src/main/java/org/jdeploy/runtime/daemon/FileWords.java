package org.jdeploy.runtime.daemon;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdeploy.runtime.json.ByteSize;
import org.jdeploy.runtime.json.DurationText;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;

/** Keys and values of a specification in the words of a program file. */
final class FileWords {
  private static final Map<String, String> NAMES =
      Map.of(
          "restart.when", "autorestart",
          "restart.limit", "restartLimit",
          "watch.paths", "watch",
          "watch.ignore", "watchIgnore",
          "watch.debounce", "watchDelay",
          "stop.signals", "stop.signal",
          "health.check", "health",
          "ready.check", "ready");

  private static final Set<String> SIZES =
      Set.of("limits.memory", "limits.core", "logs.maxSize", "logs.maxTotal");

  private static final Set<String> CHOICES =
      Set.of("autorestart", "ready.on", "health.onFailure", "logs.to", "logs.prefix");

  private FileWords() {}

  /**
   * @param key dotted, as ProgramJson writes it
   */
  static String key(String key) {
    for (Map.Entry<String, String> name : NAMES.entrySet()) {
      if (key.equals(name.getKey()) || key.startsWith(name.getKey() + ".")) {
        return name.getValue() + key.substring(name.getKey().length());
      }
    }
    return key.replaceFirst("^(restart|identity|order)\\.", "");
  }

  /**
   * @param key as {@link #key} gives it
   */
  static String value(String key, @Nullable JsonValue value) {
    return switch (value) {
      case null -> "(none)";
      case JsonNumber(var number, _) when SIZES.contains(key) ->
          "\"" + new ByteSize(number.longValueExact()) + "\"";
      case JsonText(String text, _) when CHOICES.contains(key) -> choice(text);
      case JsonText(String text, _) when text.startsWith("PT") && !key.contains("ommand") ->
          duration(text);
      case JsonValue other -> Json.compact(other);
    };
  }

  private static String choice(String word) {
    return switch (word) {
      case "ALWAYS" -> "true";
      case "NEVER" -> "false";
      default -> "\"" + word.toLowerCase(Locale.ROOT) + "\"";
    };
  }

  private static String duration(String iso) {
    try {
      return '"' + DurationText.print(Duration.parse(iso)) + '"';
    } catch (DateTimeException e) {
      return Json.compact(iso);
    }
  }
}
