package org.jdeploy.runtime.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON Schema (draft 2020-12) of a key table, for editors. */
public final class Schema {
  private final boolean placeholders;

  /** Objects by the name under {@code $defs}; a null one is under way. */
  private final Map<String, @Nullable Object> definitions = new LinkedHashMap<>();

  private Schema(boolean placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * The schema of a whole file.
   *
   * @param placeholders a text with {@code ${…}} may stand for any value, and nothing is required
   *     at the top (stages complete it)
   */
  public static JsonValue of(KeyTable table, String title, boolean placeholders) {
    Schema schema = new Schema(placeholders);
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    out.put("title", title);
    out.putAll(schema.object(table, placeholders, false));
    out.put("$defs", schema.definitions);
    return JsonValue.of(out);
  }

  private Map<String, @Nullable Object> object(KeyTable table, boolean part, boolean overlay) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Key key : table.keys()) {
      Map<String, @Nullable Object> property = new LinkedHashMap<>();
      property.put("description", key.doc());
      key.standard().ifPresent(value -> property.put("default", value));
      Map<String, @Nullable Object> type = type(key.type(), part, overlay);
      property.putAll(overlay ? either(List.of(type, kind("null"))) : type);
      properties.put(key.name(), property);
      if (overlay && key.type() instanceof Type.ListOf) {
        properties.put("+" + key.name(), type);
      }
      if (key.required()) {
        required.add(key.name());
      }
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("properties", properties);
    out.put("additionalProperties", false);
    if (!part && !required.isEmpty()) {
      out.put("required", required);
    }
    return out;
  }

  private Map<String, @Nullable Object> type(Type type, boolean part, boolean overlay) {
    return switch (type) {
      case Type.Text text -> {
        Map<String, @Nullable Object> out = kind("string");
        text.form().ifPresent(form -> out.put("pattern", pattern(form.pattern())));
        yield out;
      }
      case Type.Flag() -> open(kind("boolean"));
      case Type.Whole(long least, long most) -> {
        Map<String, @Nullable Object> out = kind("integer");
        out.put("minimum", least);
        out.put("maximum", most);
        yield open(out);
      }
      case Type.Decimal(double least, double most) -> {
        Map<String, @Nullable Object> out = kind("number");
        out.put("minimum", least);
        out.put("maximum", most);
        yield open(out);
      }
      case Type.Time _ -> {
        Map<String, @Nullable Object> out = kind("string");
        out.put("pattern", pattern(DurationText.PATTERN));
        yield out;
      }
      case Type.Size() -> {
        Map<String, @Nullable Object> out = kind("string");
        out.put("pattern", pattern(ByteSize.PATTERN));
        yield out;
      }
      case Type.Choice(List<String> words) -> open(one("enum", words));
      case Type.Scalar() -> one("type", List.of("string", "number", "boolean"));
      case Type.Command() -> either(List.of(kind("string"), words()));
      case Type.ListOf(Type item) -> {
        Map<String, @Nullable Object> out = kind("array");
        out.put("items", type(item, false, false));
        yield open(out);
      }
      case Type.MapOf map -> {
        Map<String, @Nullable Object> out = kind("object");
        if (!overlay) {
          out.put("propertyNames", names(map.name()));
        }
        Map<String, @Nullable Object> value = type(map.value(), part, overlay);
        out.put("additionalProperties", overlay ? either(List.of(value, kind("null"))) : value);
        yield out;
      }
      case Type.ObjectOf(KeyTable table, boolean over) ->
          reference(table, part || overlay || over, overlay || over);
      case Type.AnyOf(List<Type> options) ->
          either(options.stream().map(option -> type(option, part, overlay)).toList());
      case Type.Anything() -> new LinkedHashMap<>();
    };
  }

  private static Map<String, @Nullable Object> names(Type name) {
    return switch (name) {
      case Type.Text text ->
          text.form().isPresent()
              ? one("pattern", "^(?:" + text.form().get().pattern() + ")$")
              : new LinkedHashMap<>();
      case Type.Choice(List<String> words) -> one("enum", words);
      case Type _ -> throw new IllegalStateException("names are texts");
    };
  }

  private Map<String, @Nullable Object> reference(KeyTable table, boolean part, boolean overlay) {
    String name =
        table.title().replaceAll("^(a|an|the) ", "").replaceAll("[^A-Za-z0-9]+", "-")
            + (overlay ? "-over" : part ? "-part" : "");
    if (!definitions.containsKey(name)) {
      definitions.put(name, null);
      definitions.put(name, object(table, part, overlay));
    }
    return one("$ref", "#/$defs/" + name);
  }

  /** With a placeholder in its place, where there may be one. */
  private Map<String, @Nullable Object> open(Map<String, @Nullable Object> type) {
    return placeholders ? either(List.of(type, placeholder())) : type;
  }

  private static Map<String, @Nullable Object> placeholder() {
    Map<String, @Nullable Object> out = kind("string");
    out.put("pattern", "\\$\\{.+\\}");
    return out;
  }

  private static Map<String, @Nullable Object> words() {
    Map<String, @Nullable Object> out = kind("array");
    out.put("items", kind("string"));
    out.put("minItems", 1);
    return out;
  }

  private String pattern(String form) {
    String whole = "^(?:" + form + ")$";
    return placeholders ? whole + "|\\$\\{.+\\}" : whole;
  }

  private static Map<String, @Nullable Object> kind(String type) {
    return one("type", type);
  }

  private static Map<String, @Nullable Object> either(List<?> types) {
    return one("anyOf", types);
  }

  private static Map<String, @Nullable Object> one(String name, Object value) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put(name, value);
    return out;
  }
}
