package org.jdeploy.runtime.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * Members of an object that one of our own programs wrote, by type. What is absent, null or of
 * another type is empty where that is allowed, else an IllegalArgumentException that names the
 * member.
 */
public record Fields(JsonObject json) {

  /**
   * @throws IllegalArgumentException when the value is no object
   */
  public static Fields of(JsonValue value) {
    if (value instanceof JsonObject object) {
      return new Fields(object);
    }
    throw new IllegalArgumentException("expected an object, found " + value.kind());
  }

  public Optional<String> optionalText(String name) {
    return json.get(name) instanceof JsonText text ? Optional.of(text.value()) : Optional.empty();
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name, "a string"));
  }

  public OptionalLong optionalLong(String name) {
    return json.get(name) instanceof JsonNumber number
        ? OptionalLong.of(number.value().longValue())
        : OptionalLong.empty();
  }

  public long number(String name) {
    return optionalLong(name).orElseThrow(() -> missing(name, "a number"));
  }

  public OptionalDouble optionalDouble(String name) {
    return json.get(name) instanceof JsonNumber number
        ? OptionalDouble.of(number.value().doubleValue())
        : OptionalDouble.empty();
  }

  /** False when absent. */
  public boolean flag(String name) {
    return json.get(name) instanceof JsonBoolean flag && flag.value();
  }

  public Optional<Fields> object(String name) {
    return json.get(name) instanceof JsonObject object
        ? Optional.of(new Fields(object))
        : Optional.empty();
  }

  /** Empty when absent. */
  public List<JsonValue> items(String name) {
    return json.get(name) instanceof JsonArray array ? array.items() : List.of();
  }

  /** The strings of an array; empty when absent. */
  public List<String> texts(String name) {
    return items(name).stream()
        .filter(JsonText.class::isInstance)
        .map(item -> ((JsonText) item).value())
        .toList();
  }

  /** The objects of an array; empty when absent. */
  public List<Fields> objects(String name) {
    return items(name).stream()
        .filter(JsonObject.class::isInstance)
        .map(item -> new Fields((JsonObject) item))
        .toList();
  }

  private static IllegalArgumentException missing(String name, String kind) {
    return new IllegalArgumentException("\"" + name + "\" must be " + kind);
  }
}
