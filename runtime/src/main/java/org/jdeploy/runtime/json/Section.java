package org.jdeploy.runtime.json;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * An object that was checked against its table, for reading: absent keys have their defaults.
 * Asking for a key that the table lacks, that is absent without a default, or as another type, is a
 * mistake in the program: {@link IllegalArgumentException}.
 */
public record Section(JsonObject object, KeyTable table) {

  /** The value of a key or its default. */
  public Optional<JsonValue> find(String name) {
    Key key = table.get(name);
    JsonValue value = object.get(name);
    return value == null ? key.standard() : Optional.of(value);
  }

  /** Whether the key is written. */
  public boolean has(String name) {
    table.get(name);
    return object.get(name) != null;
  }

  public JsonValue value(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is absent and has no default"));
  }

  /** Where the value is written; where its object is, when it is not. */
  public Location at(String name) {
    JsonValue value = object.get(name);
    return value == null ? object.at() : value.at();
  }

  public String text(String name) {
    return text(name, value(name));
  }

  public Optional<String> optionalText(String name) {
    return find(name).map(value -> text(name, value));
  }

  public boolean flag(String name) {
    if (value(name) instanceof JsonBoolean(boolean flag, _)) {
      return flag;
    }
    throw other(name, "a flag");
  }

  public BigDecimal number(String name) {
    if (value(name) instanceof JsonNumber(BigDecimal number, _)) {
      return number;
    }
    throw other(name, "a number");
  }

  public int whole(String name) {
    return number(name).intValueExact();
  }

  public Duration duration(String name) {
    return DurationText.parse(text(name)).orElseThrow(() -> other(name, "a duration"));
  }

  public ByteSize size(String name) {
    return ByteSize.parse(text(name)).orElseThrow(() -> other(name, "a size"));
  }

  /** Items of an array; none when it is absent. */
  public List<JsonValue> items(String name) {
    return find(name)
        .map(value -> {
          if (value instanceof JsonArray(List<JsonValue> items, _)) {
            return items;
          }
          throw other(name, "an array");
        })
        .orElse(List.of());
  }

  /** Texts of an array; none when it is absent. */
  public List<String> texts(String name) {
    return items(name).stream().map(item -> text(name, item)).toList();
  }

  /** Objects of an array; none when it is absent. */
  public List<Section> sections(String name) {
    KeyTable items =
        switch (table.get(name).type()) {
          case Type.ListOf(Type.ObjectOf(KeyTable inner, boolean _)) -> inner;
          case Type _ -> throw other(name, "an array of objects");
        };
    return items(name).stream()
        .map(item -> {
          if (item instanceof JsonObject inner) {
            return new Section(inner, items);
          }
          throw other(name, "an array of objects");
        })
        .toList();
  }

  /** The object of a key; when it is absent, all its defaults. */
  public Section section(String name) {
    if (table.get(name).type() instanceof Type.ObjectOf(KeyTable inner, boolean _)) {
      return switch (object.get(name)) {
        case JsonObject written -> new Section(written, inner);
        case null -> new Section(empty(), inner);
        default -> throw other(name, "an object");
      };
    }
    throw other(name, "an object");
  }

  /** Members of an object whose names are the user's; none when it is absent. */
  public SequencedMap<String, JsonValue> members(String name) {
    return find(name)
        .map(value -> {
          if (value instanceof JsonObject map) {
            return map.members();
          }
          throw other(name, "an object");
        })
        .orElseGet(LinkedHashMap::new);
  }

  /** Members as texts: numbers and flags as they are written. */
  public SequencedMap<String, String> scalars(String name) {
    SequencedMap<String, String> scalars = new LinkedHashMap<>();
    members(name).forEach((key, value) -> scalars.put(key, scalar(name, value)));
    return scalars;
  }

  private String scalar(String name, JsonValue value) {
    return switch (value) {
      case JsonText(String text, _) -> text;
      case JsonNumber(BigDecimal number, _) -> number.toPlainString();
      case JsonBoolean(boolean flag, _) -> String.valueOf(flag);
      case JsonObject _, JsonArray _, JsonValue.JsonNull _ -> throw other(name, "scalars");
    };
  }

  private String text(String name, JsonValue value) {
    if (value instanceof JsonText(String text, _)) {
      return text;
    }
    throw other(name, "a string");
  }

  private JsonObject empty() {
    return new JsonObject(new LinkedHashMap<>(), Map.of(), object.at());
  }

  private IllegalArgumentException other(String name, String asked) {
    return new IllegalArgumentException(name + " of " + table.title() + " is not " + asked);
  }
}
