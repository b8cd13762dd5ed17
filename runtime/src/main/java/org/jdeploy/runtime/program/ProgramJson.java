package org.jdeploy.runtime.program;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.program.ProgramSpec.Autorestart;
import org.jdeploy.runtime.program.ProgramSpec.Backoff;
import org.jdeploy.runtime.program.ProgramSpec.Health;
import org.jdeploy.runtime.program.ProgramSpec.Listen;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.program.ProgramSpec.Stop;
import org.jspecify.annotations.Nullable;

/**
 * A specification as JSON and back, exactly: for state files and for the control protocol, where
 * programs write and no defaults are wanted. Durations are ISO-8601.
 */
public final class ProgramJson {
  private ProgramJson() {}

  public static JsonObject write(ProgramSpec spec) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", spec.name());
    out.put("command", spec.command());
    out.put("directory", spec.directory().toString());
    out.put("environment", spec.environment());
    spec.environmentFile().ifPresent(file -> out.put("environmentFile", file.toString()));
    out.put("instances", spec.instances());
    out.put("cluster", spec.cluster());
    out.put("node", spec.node());
    out.put(
        "listen",
        spec.listen().stream()
            .map(it -> members("name", it.name(), "host", it.host(), "port", it.port()))
            .toList());
    out.put("autostart", spec.autostart());
    out.put("autorestart", spec.autorestart().name());
    out.put("exitCodes", new TreeSet<>(spec.exitCodes()));
    out.put("startSeconds", spec.startSeconds().toString());
    out.put("startRetries", spec.startRetries());
    out.put(
        "backoff",
        members(
            "initial", spec.backoff().initial().toString(),
            "factor", spec.backoff().factor(),
            "max", spec.backoff().max().toString(),
            "resetAfter", spec.backoff().resetAfter().toString()));
    out.put(
        "ready",
        members(
            "on", spec.ready().on().name(),
            "timeout", spec.ready().timeout().toString(),
            "delay", spec.ready().delay().toString()));
    spec.health()
        .ifPresent(health ->
            out.put(
                "health",
                members(
                    "http", health.http(),
                    "every", health.every().toString(),
                    "timeout", health.timeout().toString(),
                    "failures", health.failures())));
    Map<String, Object> stop = new LinkedHashMap<>();
    stop.put("signal", spec.stop().signal());
    spec.stop().message().ifPresent(message -> stop.put("message", message));
    stop.put("timeout", spec.stop().timeout().toString());
    stop.put("drain", spec.stop().drain().toString());
    stop.put("tree", spec.stop().tree());
    out.put("stop", stop);
    out.put(
        "logs",
        members(
            "maxSize", spec.logs().maxSize(),
            "keep", spec.logs().keep(),
            "mergeStderr", spec.logs().mergeStderr()));
    return (JsonObject) JsonValue.of(out);
  }

  /** Names and values by turns; unlike a {@code Map.of}, always in the same order. */
  private static Map<String, Object> members(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return members;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException for anything else; the message says which key
   */
  public static ProgramSpec read(JsonObject json) {
    Fields in = new Fields(json, "");
    Fields backoff = in.object("backoff");
    Fields ready = in.object("ready");
    Fields stop = in.object("stop");
    Fields logs = in.object("logs");
    return new ProgramSpec(
        in.text("name"),
        in.texts("command"),
        Path.of(in.text("directory")),
        in.object("environment").texts(),
        in.optionalText("environmentFile").map(Path::of),
        in.number("instances").intValueExact(),
        in.flag("cluster"),
        in.flag("node"),
        in.objects("listen").stream()
            .map(it ->
                new Listen(it.text("name"), it.text("host"), it.number("port").intValueExact()))
            .toList(),
        in.flag("autostart"),
        Autorestart.valueOf(in.text("autorestart")),
        in.numbers("exitCodes"),
        in.duration("startSeconds"),
        in.number("startRetries").intValueExact(),
        new Backoff(
            backoff.duration("initial"),
            backoff.number("factor").doubleValue(),
            backoff.duration("max"),
            backoff.duration("resetAfter")),
        new Ready(
            Ready.On.valueOf(ready.text("on")), ready.duration("timeout"), ready.duration("delay")),
        json.get("health") == null ? Optional.empty() : Optional.of(health(in.object("health"))),
        new Stop(
            stop.text("signal"),
            stop.optionalText("message"),
            stop.duration("timeout"),
            stop.duration("drain"),
            stop.flag("tree")),
        new Logs(
            logs.number("maxSize").longValueExact(),
            logs.number("keep").intValueExact(),
            logs.flag("mergeStderr")));
  }

  private static Health health(Fields in) {
    return new Health(
        in.text("http"),
        in.duration("every"),
        in.duration("timeout"),
        in.number("failures").intValueExact());
  }

  /** Members of one object, each with the type it must have. */
  private record Fields(JsonObject json, String path) {
    private JsonValue member(String name) {
      JsonValue value = json.get(name);
      if (value == null) {
        throw new IllegalArgumentException(path + name + " is missing");
      }
      return value;
    }

    private IllegalArgumentException wrong(String name, String expected, JsonValue found) {
      return new IllegalArgumentException(
          path + name + ": expected " + expected + ", found " + found.kind());
    }

    String text(String name) {
      JsonValue value = member(name);
      if (value instanceof JsonText(String text, _)) {
        return text;
      }
      throw wrong(name, "a string", value);
    }

    Optional<String> optionalText(String name) {
      return json.get(name) == null ? Optional.empty() : Optional.of(text(name));
    }

    Duration duration(String name) {
      return Duration.parse(text(name));
    }

    BigDecimal number(String name) {
      JsonValue value = member(name);
      if (value instanceof JsonNumber(BigDecimal number, _)) {
        return number;
      }
      throw wrong(name, "a number", value);
    }

    boolean flag(String name) {
      JsonValue value = member(name);
      if (value instanceof JsonBoolean(boolean flag, _)) {
        return flag;
      }
      throw wrong(name, "true or false", value);
    }

    Fields object(String name) {
      JsonValue value = member(name);
      if (value instanceof JsonObject object) {
        return new Fields(object, path + name + ".");
      }
      throw wrong(name, "an object", value);
    }

    private List<JsonValue> items(String name) {
      JsonValue value = member(name);
      if (value instanceof JsonArray(List<JsonValue> items, _)) {
        return items;
      }
      throw wrong(name, "an array", value);
    }

    List<Fields> objects(String name) {
      return items(name).stream()
          .map(item -> {
            if (item instanceof JsonObject object) {
              return new Fields(object, path + name + ".");
            }
            throw wrong(name, "objects", item);
          })
          .toList();
    }

    List<String> texts(String name) {
      return items(name).stream()
          .map(item -> {
            if (item instanceof JsonText(String text, _)) {
              return text;
            }
            throw wrong(name, "strings", item);
          })
          .toList();
    }

    Set<Integer> numbers(String name) {
      Set<Integer> numbers = new LinkedHashSet<>();
      for (JsonValue item : items(name)) {
        if (!(item instanceof JsonNumber(BigDecimal number, _))) {
          throw wrong(name, "numbers", item);
        }
        numbers.add(number.intValueExact());
      }
      return numbers;
    }

    /** Every member, all of them strings. */
    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      json.members().keySet().forEach(name -> texts.put(name, text(name)));
      return texts;
    }
  }
}
