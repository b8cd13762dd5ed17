package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;

/**
 * Lays one object over another: scalars and arrays replace, objects merge, {@code null} removes,
 * {@code "+key"} appends to an array. Every value keeps the place where it was written.
 */
final class Merge {
  private Merge() {}

  static JsonObject merge(JsonObject base, JsonObject over) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(base.members());
    Map<String, Location> keys = new LinkedHashMap<>(base.keys());
    over.members()
        .forEach((name, value) -> {
          String plain = plain(name, value);
          JsonValue below = members.get(plain);
          switch (value) {
            case JsonNull _ -> members.remove(plain);
            case JsonObject object ->
                members.put(
                    plain, merge(below instanceof JsonObject it ? it : empty(object), object));
            case JsonArray array when !plain.equals(name) && below instanceof JsonArray first ->
                members.put(plain, append(first, array));
            case JsonValue other -> members.put(plain, other);
          }
          keys.put(plain, over.keyAt(name));
        });
    keys.keySet().retainAll(members.keySet());
    return new JsonObject(members, keys, over.at());
  }

  private static String plain(String name, JsonValue value) {
    return name.startsWith("+") && name.length() > 1 && value instanceof JsonArray
        ? name.substring(1)
        : name;
  }

  private static JsonArray append(JsonArray first, JsonArray more) {
    List<JsonValue> items = new ArrayList<>(first.items());
    items.addAll(more.items());
    return new JsonArray(items, more.at());
  }

  private static JsonObject empty(JsonObject like) {
    return new JsonObject(new LinkedHashMap<>(), Map.of(), like.at());
  }

  /** The object with some members only, and with what is to be appended to them. */
  static JsonObject only(JsonObject object, Set<String> names) {
    return keep(object, name -> names.contains(name.startsWith("+") ? name.substring(1) : name));
  }

  private static JsonObject keep(JsonObject object, Predicate<String> kept) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.keySet().removeIf(kept.negate());
    Map<String, Location> keys = new LinkedHashMap<>(object.keys());
    keys.keySet().retainAll(members.keySet());
    return new JsonObject(members, keys, object.at());
  }

  /** The object without some members. */
  static JsonObject without(JsonObject object, String... names) {
    Set<String> unwanted = Set.of(names);
    return keep(object, name -> !unwanted.contains(name));
  }
}
