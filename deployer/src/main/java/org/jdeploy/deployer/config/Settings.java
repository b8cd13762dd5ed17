package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.json.Checker;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Type;

/** What the command line sets, as objects to lay over a stage and its servers. */
final class Settings {
  private static final String SCALAR = "true|false|-?(?:0|[1-9][0-9]{0,17})(?:\\.[0-9]{1,9})?";

  private Settings() {}

  /** One object with everything; problems name the option. */
  static JsonObject of(Overrides overrides, List<Problem> problems) {
    JsonObject all = object(Map.of(), Location.of("command line"));
    List<JsonObject> layers = new ArrayList<>();
    overrides.set().forEach((key, text) -> layers.add(set(key, text)));
    overrides
        .vars()
        .forEach((name, text) -> {
          Location at = Location.of("--var " + name);
          layers.add(nested(List.of(("vars." + name).split("\\.")), variable(text, at), at));
        });
    overrides
        .revision()
        .ifPresent(revision -> {
          Location at = Location.of("--revision " + revision);
          layers.add(nested(List.of("revision"), new JsonText(revision, at), at));
        });
    for (JsonObject layer : layers) {
      List<Problem> wrong =
          Checker.checkOverlay(layer, DeployKeys.SETTABLE, text -> text.contains("${"));
      problems.addAll(wrong);
      if (wrong.isEmpty()) {
        all = over(all, layer);
      }
    }
    return all;
  }

  /** Keeps {@code null} and {@code "+key"}: they are meant for what lies below. */
  private static JsonObject over(JsonObject below, JsonObject layer) {
    Map<String, JsonValue> members = new LinkedHashMap<>(below.members());
    layer
        .members()
        .forEach((name, value) ->
            members.put(
                name,
                value instanceof JsonObject object && members.get(name) instanceof JsonObject first
                    ? over(first, object)
                    : value));
    return object(members, layer.at());
  }

  private static JsonObject set(String key, String text) {
    Location at = Location.of("--set " + key);
    List<String> names = List.of(key.split("\\.", -1));
    Optional<Type> type = type(DeployKeys.SETTABLE, names);
    return nested(names, type.map(it -> typed(text, it, at)).orElse(new JsonText(text, at)), at);
  }

  private static JsonObject nested(List<String> names, JsonValue value, Location at) {
    JsonValue inner = value;
    for (String name : names.reversed()) {
      inner = object(Map.of(name, inner), at);
    }
    return inner instanceof JsonObject object ? object : object(Map.of(), at);
  }

  private static JsonObject object(Map<String, JsonValue> members, Location at) {
    return new JsonObject(new LinkedHashMap<>(members), Map.of(), at);
  }

  /** What the key of a dotted path takes. */
  private static Optional<Type> type(KeyTable table, List<String> names) {
    String first = names.getFirst();
    Optional<Type> type =
        table.find(first.startsWith("+") ? first.substring(1) : first).map(Key::type);
    return type.flatMap(it -> inside(it, names.subList(1, names.size())));
  }

  private static Optional<Type> inside(Type type, List<String> rest) {
    if (rest.isEmpty()) {
      return Optional.of(type);
    }
    return switch (type) {
      case Type.ObjectOf(KeyTable table, boolean _) -> type(table, rest);
      case Type.MapOf map -> inside(map.value(), rest.subList(1, rest.size()));
      case Type.Anything any -> Optional.of(any);
      case Type _ -> Optional.empty();
    };
  }

  private static JsonValue typed(String text, Type type, Location at) {
    return switch (type) {
      case Type.Text _, Type.Time _, Type.Size _, Type.Choice _, Type.Scalar _, Type.Command _ ->
          new JsonText(text, at);
      case Type.ListOf(Type item) when !text.startsWith("[") ->
          new JsonArray(
              text.isEmpty()
                  ? List.of()
                  : List.of(text.split(",")).stream()
                      .map(one -> typed(one.strip(), item, at))
                      .toList(),
              at);
      case Type.Anything _ -> variable(text, at);
      case Type.Flag _,
          Type.Whole _,
          Type.Decimal _,
          Type.ListOf _,
          Type.MapOf _,
          Type.ObjectOf _,
          Type.AnyOf _ ->
          parsed(text, at);
    };
  }

  /** Numbers, flags and JSON are what they look like; everything else is a text. */
  static JsonValue variable(String text, Location at) {
    return text.matches(SCALAR) || text.matches("(?s)[\\[{\"].*")
        ? parsed(text, at)
        : new JsonText(text, at);
  }

  private static JsonValue parsed(String text, Location at) {
    try {
      return placed(Json.parseRelaxed(text, at.file()), at);
    } catch (JsonSyntaxException _) {
      return new JsonText(text, at);
    }
  }

  private static JsonValue placed(JsonValue value, Location at) {
    return switch (value) {
      case JsonText(String text, _) -> new JsonText(text, at);
      case JsonValue.JsonNumber(var number, _) -> new JsonValue.JsonNumber(number, at);
      case JsonValue.JsonBoolean(boolean flag, _) -> new JsonValue.JsonBoolean(flag, at);
      case JsonValue.JsonNull _ -> new JsonValue.JsonNull(at);
      case JsonArray(List<JsonValue> items, _) ->
          new JsonArray(items.stream().map(item -> placed(item, at)).toList(), at);
      case JsonObject object -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, placed(member, at)));
        yield object(members, at);
      }
    };
  }
}
