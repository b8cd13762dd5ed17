package org.jdeploy.runtime.program;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * Members of one object, each with the type it must have.
 *
 * @param path what stands before a name in messages
 */
record Fields(JsonObject json, String path) {
  boolean has(String name) {
    return json.get(name) != null;
  }

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
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  Optional<Path> optionalPath(String name) {
    return optionalText(name).map(Path::of);
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return Enum.valueOf(type, text(name));
  }

  Duration duration(String name) {
    return Duration.parse(text(name));
  }

  Optional<Duration> optionalDuration(String name) {
    return optionalText(name).map(Duration::parse);
  }

  BigDecimal number(String name) {
    JsonValue value = member(name);
    if (value instanceof JsonNumber(BigDecimal number, _)) {
      return number;
    }
    throw wrong(name, "a number", value);
  }

  int whole(String name) {
    return number(name).intValueExact();
  }

  OptionalInt optionalWhole(String name) {
    return has(name) ? OptionalInt.of(whole(name)) : OptionalInt.empty();
  }

  OptionalLong optionalLong(String name) {
    return has(name) ? OptionalLong.of(number(name).longValueExact()) : OptionalLong.empty();
  }

  OptionalDouble optionalDouble(String name) {
    return has(name) ? OptionalDouble.of(number(name).doubleValue()) : OptionalDouble.empty();
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

  Optional<Fields> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
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
    names().forEach(name -> texts.put(name, text(name)));
    return texts;
  }

  private Stream<String> names() {
    return json.members().keySet().stream();
  }
}
