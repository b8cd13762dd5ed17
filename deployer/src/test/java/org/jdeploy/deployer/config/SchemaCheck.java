package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/** As much of JSON Schema as our schemas use; an unknown keyword is an error. */
final class SchemaCheck {
  private final JsonObject root;
  private final List<String> problems = new ArrayList<>();

  SchemaCheck(JsonValue schema) {
    root = (JsonObject) schema;
  }

  List<String> problems(JsonValue value) {
    problems.clear();
    check(value, root, "");
    return List.copyOf(problems);
  }

  private void check(JsonValue value, JsonObject schema, String path) {
    schema
        .members()
        .forEach((word, rule) -> {
          switch (word) {
            case "$schema", "title", "description", "default", "$defs", "properties" -> {}
            case "$ref" -> check(value, definition(((JsonText) rule).value()), path);
            case "type" -> require(isOfType(value, rule), path, "is not " + Json.compact(rule));
            case "pattern" ->
                require(
                    !(value instanceof JsonText text)
                        || Pattern.compile(((JsonText) rule).value()).matcher(text.value()).find(),
                    path,
                    "does not match " + Json.compact(rule));
            case "enum" ->
                require(
                    ((JsonArray) rule)
                        .items().stream()
                            .anyMatch(one -> Json.compact(one).equals(Json.compact(value))),
                    path,
                    "is none of " + Json.compact(rule));
            case "minimum" ->
                require(
                    !(value instanceof JsonNumber number)
                        || number.value().compareTo(((JsonNumber) rule).value()) >= 0,
                    path,
                    "is too small");
            case "maximum" ->
                require(
                    !(value instanceof JsonNumber number)
                        || number.value().compareTo(((JsonNumber) rule).value()) <= 0,
                    path,
                    "is too large");
            case "minItems" ->
                require(
                    !(value instanceof JsonArray array)
                        || array.items().size() >= ((JsonNumber) rule).value().intValue(),
                    path,
                    "has too few items");
            case "anyOf" -> anyOf(value, (JsonArray) rule, path);
            case "items" -> {
              if (value instanceof JsonArray array) {
                array.items().forEach(item -> check(item, (JsonObject) rule, path + "[]"));
              }
            }
            case "required" -> {
              if (value instanceof JsonObject object) {
                ((JsonArray) rule)
                    .items()
                    .forEach(name ->
                        require(
                            object.get(((JsonText) name).value()) != null,
                            path,
                            "lacks " + Json.compact(name)));
              }
            }
            case "propertyNames" -> {
              if (value instanceof JsonObject object) {
                object
                    .members()
                    .keySet()
                    .forEach(
                        name -> check(JsonValue.of(name), (JsonObject) rule, path + "." + name));
              }
            }
            case "additionalProperties" -> members(value, schema, rule, path);
            default -> throw new IllegalArgumentException(word);
          }
        });
  }

  private void members(JsonValue value, JsonObject schema, JsonValue additional, String path) {
    if (!(value instanceof JsonObject object)) {
      return;
    }
    JsonObject properties = schema.get("properties") instanceof JsonObject it ? it : null;
    object
        .members()
        .forEach((name, member) -> {
          JsonValue known = properties == null ? null : properties.get(name);
          if (known instanceof JsonObject rule) {
            check(member, rule, path + "." + name);
          } else if (additional instanceof JsonObject rule) {
            check(member, rule, path + "." + name);
          } else {
            require(false, path + "." + name, "is unknown");
          }
        });
  }

  private void anyOf(JsonValue value, JsonArray options, String path) {
    List<String> before = List.copyOf(problems);
    List<String> all = new ArrayList<>();
    for (JsonValue option : options.items()) {
      problems.clear();
      check(value, (JsonObject) option, path);
      if (problems.isEmpty()) {
        problems.addAll(before);
        return;
      }
      all.addAll(problems);
    }
    problems.clear();
    problems.addAll(before);
    problems.add(path + " is none of: " + all);
  }

  private JsonObject definition(String reference) {
    JsonObject definitions = (JsonObject) java.util.Objects.requireNonNull(root.get("$defs"));
    String name = reference.substring("#/$defs/".length());
    return (JsonObject) java.util.Objects.requireNonNull(definitions.get(name), name);
  }

  private static boolean isOfType(JsonValue value, JsonValue rule) {
    if (rule instanceof JsonArray types) {
      return types.items().stream().anyMatch(type -> isOfType(value, type));
    }
    return switch (((JsonText) rule).value()) {
      case "string" -> value instanceof JsonText;
      case "boolean" -> value instanceof JsonBoolean;
      case "null" -> value instanceof JsonNull;
      case "number" -> value instanceof JsonNumber;
      case "integer" ->
          value instanceof JsonNumber number && number.value().stripTrailingZeros().scale() <= 0;
      case "array" -> value instanceof JsonArray;
      case "object" -> value instanceof JsonObject;
      default -> throw new IllegalArgumentException(Json.compact(rule));
    };
  }

  private void require(boolean holds, String path, String otherwise) {
    if (!holds) {
      problems.add(path + " " + otherwise);
    }
  }
}
