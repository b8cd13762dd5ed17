package org.jdeploy.runtime.json;

import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Reads JSON (with comments and trailing commas when asked) into a located tree, and writes it. */
public final class Json {
  private static final JsonFactory STRICT = JsonFactory.builder().build();
  private static final JsonFactory RELAXED =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static final int MOST_DIGITS = 1000;

  private Json() {}

  /**
   * Reads a file a person wrote: comments ({@code //}, {@code /* *}{@code /}) and trailing commas
   * are fine, duplicate keys are not.
   *
   * @param file what to call the text in messages
   * @throws JsonSyntaxException with the place of the first mistake
   */
  public static JsonValue parseRelaxed(String text, String file) {
    return parse(RELAXED, text, file, Json::refuse);
  }

  /**
   * As {@link #parseRelaxed(String, String)}, but a key that stands twice does not end the reading:
   * the first one counts, each further one is a problem.
   */
  public static JsonValue parseRelaxed(String text, String file, Consumer<Problem> duplicates) {
    return parse(RELAXED, text, file, duplicates);
  }

  /** Reads JSON that a program wrote. */
  public static JsonValue parse(String text, String file) {
    return parse(STRICT, text, file, Json::refuse);
  }

  private static void refuse(Problem duplicate) {
    throw new JsonSyntaxException(
        duplicate.at(), "the key \"" + duplicate.key() + "\" " + duplicate.message());
  }

  private static JsonValue parse(
      JsonFactory factory, String text, String file, Consumer<Problem> duplicates) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new JsonSyntaxException(
            new Location(file, 1, 1), "the file is empty, expected a JSON value");
      }
      JsonValue value = value(parser, file, duplicates);
      if (parser.nextToken() != null) {
        throw new JsonSyntaxException(
            place(file, parser.currentTokenLocation()), "unexpected text after the JSON value");
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new JsonSyntaxException(
          at == null ? new Location(file, 1, 1) : place(file, at),
          firstLine(e.getOriginalMessage()));
    }
  }

  private static JsonValue value(JsonParser parser, String file, Consumer<Problem> duplicates) {
    Location at = place(file, parser.currentTokenLocation());
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return object(parser, file, at, duplicates);
    }
    if (token == JsonToken.START_ARRAY) {
      List<JsonValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, file, duplicates));
      }
      return new JsonArray(items, at);
    }
    if (token == JsonToken.VALUE_STRING) {
      return new JsonText(parser.getString(), at);
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return new JsonBoolean(token == JsonToken.VALUE_TRUE, at);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new JsonNull(at);
    }
    return new JsonNumber(number(parser.getString(), at), at);
  }

  /** Exponents are bounded: {@code 1e999999999} has a billion digits when it is printed. */
  private static BigDecimal number(String text, Location at) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) <= MOST_DIGITS) {
        return number;
      }
    } catch (NumberFormatException _) {
      // an exponent beyond what BigDecimal can hold; refused as the ones it can
    }
    throw new JsonSyntaxException(at, "a number with more than " + MOST_DIGITS + " digits");
  }

  private static JsonObject object(
      JsonParser parser, String file, Location at, Consumer<Problem> duplicates) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    Map<String, Location> keys = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Location key = place(file, parser.currentTokenLocation());
      Location first = keys.get(name);
      parser.nextToken();
      JsonValue value = value(parser, file, duplicates);
      if (first == null) {
        members.put(name, value);
        keys.put(name, key);
      } else {
        duplicates.accept(
            new Problem(key, name, "stands here twice, first at line " + first.line()));
      }
    }
    return new JsonObject(members, keys, at);
  }

  private static Location place(String file, TokenStreamLocation at) {
    return new Location(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** One line, no spaces: for protocols and journals. Takes what {@link JsonValue#of} takes. */
  public static String compact(@Nullable Object value) {
    StringWriter out = new StringWriter();
    write(JsonValue.of(value), out, false);
    return out.toString();
  }

  /** Indented by two spaces, ends with a newline: for people. */
  public static String pretty(@Nullable Object value) {
    StringWriter out = new StringWriter();
    write(JsonValue.of(value), out, true);
    return out.append('\n').toString();
  }

  private static void write(JsonValue value, Writer out, boolean pretty) {
    ObjectWriteContext context = pretty ? new PrettyContext() : ObjectWriteContext.empty();
    try (JsonGenerator generator = STRICT.createGenerator(context, out)) {
      write(value, generator);
    }
  }

  private static final class PrettyContext extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  private static void write(JsonValue value, JsonGenerator out) {
    switch (value) {
      case JsonObject object -> {
        out.writeStartObject();
        object
            .members()
            .forEach((name, member) -> {
              out.writeName(name);
              write(member, out);
            });
        out.writeEndObject();
      }
      case JsonArray array -> {
        out.writeStartArray();
        array.items().forEach(item -> write(item, out));
        out.writeEndArray();
      }
      case JsonText text -> out.writeString(text.value());
      case JsonNumber number -> out.writeNumber(number.value());
      case JsonBoolean flag -> out.writeBoolean(flag.value());
      case JsonNull _ -> out.writeNull();
    }
  }
}
