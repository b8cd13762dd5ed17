package org.jdeploy.runtime.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A JSON value that knows where it was written. Immutable. */
public sealed interface JsonValue {

  /** Where values come from that no file holds. */
  Location NOWHERE = new Location("(none)", 1, 1);

  Location at();

  /** What a person calls this kind of value, with its article: {@code "a string"}. */
  String kind();

  /**
   * An object; members keep the order of the text.
   *
   * @param keys where each member's name stands; a name that is absent here stands at the value
   */
  record JsonObject(
      SequencedMap<String, JsonValue> members, Map<String, Location> keys, Location at)
      implements JsonValue {
    public JsonObject {
      members = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
      keys = Map.copyOf(keys);
    }

    public @Nullable JsonValue get(String name) {
      return members.get(name);
    }

    /** The same object, as if it were written elsewhere; its members stay where they are. */
    public JsonObject movedTo(Location place) {
      return new JsonObject(members, keys, place);
    }

    /** Where the member's name is written. */
    public Location keyAt(String name) {
      Location key = keys.get(name);
      if (key != null) {
        return key;
      }
      JsonValue value = members.get(name);
      return value == null ? at : value.at();
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  record JsonArray(List<JsonValue> items, Location at) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  record JsonText(String value, Location at) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  record JsonNumber(BigDecimal value, Location at) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record JsonBoolean(boolean value, Location at) implements JsonValue {
    @Override
    public String kind() {
      return value ? "true" : "false";
    }
  }

  record JsonNull(Location at) implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }

  /**
   * A value from plain Java: Map, Iterable, String (or any CharSequence), Number, Boolean, null, or
   * a JsonValue.
   *
   * @throws IllegalArgumentException for any other type
   */
  static JsonValue of(@Nullable Object value) {
    return switch (value) {
      case null -> new JsonNull(NOWHERE);
      case JsonValue json -> json;
      case CharSequence text -> new JsonText(text.toString(), NOWHERE);
      case Boolean flag -> new JsonBoolean(flag, NOWHERE);
      case BigDecimal number -> new JsonNumber(number, NOWHERE);
      case Number number -> new JsonNumber(new BigDecimal(number.toString()), NOWHERE);
      case Map<?, ?> map -> {
        SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(String.valueOf(key), of(member)));
        yield new JsonObject(members, Map.of(), NOWHERE);
      }
      case Iterable<?> many -> {
        List<JsonValue> items = new ArrayList<>();
        many.forEach(item -> items.add(of(item)));
        yield new JsonArray(items, NOWHERE);
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    };
  }
}
