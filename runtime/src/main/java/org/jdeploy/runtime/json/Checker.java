package org.jdeploy.runtime.json;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jspecify.annotations.Nullable;

/** Checks a tree against the keys it may have; finds all problems in one run. */
public final class Checker {
  /** How much of an object must be there. */
  private enum Mode {
    /** Everything required. */
    COMPLETE,
    /** It is merged with others later: nothing is required. */
    PART,
    /** It is merged over another one: {@code null} removes, {@code "+key"} appends. */
    OVERLAY
  }

  private final Predicate<String> open;
  private final List<Problem> problems = new ArrayList<>();

  private Checker(Predicate<String> open) {
    this.open = open;
  }

  /** All problems of an object that stands for itself. */
  public static List<Problem> check(JsonValue tree, KeyTable table) {
    return run(tree, table, Mode.COMPLETE, _ -> false);
  }

  /**
   * All problems of an object whose values are not all known yet.
   *
   * @param part objects are merged into others later, so nothing is required
   * @param open texts that may become a value of any type
   */
  public static List<Problem> check(
      JsonValue tree, KeyTable table, boolean part, Predicate<String> open) {
    return run(tree, table, part ? Mode.PART : Mode.COMPLETE, open);
  }

  /**
   * All problems of an object that will be merged over another one.
   *
   * @param open texts that may become a value of any type
   */
  public static List<Problem> checkOverlay(JsonValue tree, KeyTable table, Predicate<String> open) {
    return run(tree, table, Mode.OVERLAY, open);
  }

  private static List<Problem> run(
      JsonValue tree, KeyTable table, Mode mode, Predicate<String> open) {
    Checker checker = new Checker(open);
    if (tree instanceof JsonObject object) {
      checker.object(object, table, "", mode);
    } else {
      checker.wrong(tree, "", "an object (" + table.title() + ")");
    }
    return List.copyOf(checker.problems);
  }

  private void object(JsonObject object, KeyTable table, String path, Mode mode) {
    object
        .members()
        .forEach((name, value) -> {
          Location at = object.keyAt(name);
          String where = join(path, name);
          Optional<Key> key = table.find(name);
          if (key.isPresent()) {
            value(value, key.get().type(), where, mode);
          } else if (mode == Mode.OVERLAY && name.startsWith("+")) {
            addition(object, table, name, where);
          } else {
            report(at, where, table.unknown(name));
          }
        });
    if (mode == Mode.COMPLETE) {
      for (Key key : table.keys()) {
        if (key.required() && object.get(key.name()) == null) {
          report(
              object.at(), join(path, key.name()), "is missing, expected " + key.type().expected());
        }
      }
    }
  }

  private void addition(JsonObject object, KeyTable table, String name, String where) {
    String plain = name.substring(1);
    Optional<Key> key = table.find(plain);
    JsonValue value = object.members().get(name);
    if (key.isEmpty()) {
      report(object.keyAt(name), where, table.unknown(plain));
    } else if (!takesList(key.get().type())) {
      report(object.keyAt(name), where, "\"+\" appends to arrays, this is none: leave it out");
    } else if (object.get(plain) != null) {
      report(object.keyAt(name), where, "stands beside \"" + plain + "\": keep one of them");
    } else if (value instanceof JsonArray) {
      value(value, key.get().type(), where, Mode.OVERLAY);
    } else if (value != null) {
      wrong(value, where, "an array to append");
    }
  }

  private static boolean takesList(Type type) {
    return type instanceof Type.ListOf
        || (type instanceof Type.AnyOf(List<Type> options)
            && options.stream().anyMatch(Checker::takesList));
  }

  private void value(JsonValue value, Type type, String path, Mode mode) {
    if (value instanceof JsonNull && !(type instanceof Type.Anything)) {
      if (mode != Mode.OVERLAY) {
        report(value.at(), path, "is null, expected " + type.expected() + " (or no such key)");
      }
      return;
    }
    if (value instanceof JsonText(String text, _) && open.test(text)) {
      return;
    }
    switch (type) {
      case Type.Text text -> text(value, text, path);
      case Type.Flag() -> {
        if (!(value instanceof JsonBoolean)) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Whole(long least, long most) -> {
        if (!(value instanceof JsonNumber(BigDecimal number, _))
            || number.stripTrailingZeros().scale() > 0
            || number.compareTo(BigDecimal.valueOf(least)) < 0
            || number.compareTo(BigDecimal.valueOf(most)) > 0) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Decimal(double least, double most) -> {
        if (!(value instanceof JsonNumber(BigDecimal number, _))
            || number.compareTo(BigDecimal.valueOf(least)) < 0
            || number.compareTo(BigDecimal.valueOf(most)) > 0) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Time(Duration least, Duration most) -> {
        Optional<Duration> time =
            value instanceof JsonText(String text, _) ? DurationText.parse(text) : Optional.empty();
        if (time.isEmpty() || time.get().compareTo(least) < 0 || time.get().compareTo(most) > 0) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Size() -> {
        if (!(value instanceof JsonText(String text, _)) || ByteSize.parse(text).isEmpty()) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Choice(List<String> words) -> choice(value, words, path, type);
      case Type.Scalar() -> {
        if (value instanceof JsonObject || value instanceof JsonArray) {
          wrong(value, path, type.expected());
        }
      }
      case Type.Command() -> command(value, path, type);
      case Type.ListOf(Type item) -> {
        if (value instanceof JsonArray(List<JsonValue> items, _)) {
          IntStream.range(0, items.size())
              .forEach(i -> value(items.get(i), item, path + "[" + i + "]", Mode.COMPLETE));
        } else {
          wrong(value, path, type.expected());
        }
      }
      case Type.MapOf map -> map(value, map, path, mode);
      case Type.ObjectOf(KeyTable table, boolean overlay) -> {
        if (value instanceof JsonObject object) {
          object(object, table, path, overlay ? Mode.OVERLAY : mode);
        } else {
          wrong(value, path, type.expected());
        }
      }
      case Type.AnyOf(List<Type> options) -> anyOf(value, options, path, mode);
      case Type.Anything() -> {}
    }
  }

  private void text(JsonValue value, Type.Text type, String path) {
    if (!(value instanceof JsonText(String text, _))
        || (type.form().isPresent() && !type.form().get().matcher(text).matches())) {
      wrong(value, path, type.expected());
    } else if (text.indexOf('\0') >= 0) {
      report(value.at(), path, "has a character with code 0 in it");
    }
  }

  private void choice(JsonValue value, List<String> words, String path, Type type) {
    if (value instanceof JsonText(String word, _) && words.contains(word)) {
      return;
    }
    Optional<String> near =
        value instanceof JsonText(String word, _) ? Suggestion.of(word, words) : Optional.empty();
    report(
        value.at(),
        path,
        "expected "
            + type.expected()
            + ", found "
            + shown(value)
            + near.map(word -> ", did you mean \"" + word + "\"?").orElse(""));
  }

  private void command(JsonValue value, String path, Type type) {
    switch (value) {
      case JsonText(String text, _) -> {
        if (text.isBlank()) {
          report(value.at(), path, "is empty, expected " + type.expected());
        }
      }
      case JsonArray(List<JsonValue> items, _) -> {
        if (items.isEmpty()) {
          report(value.at(), path, "is empty, expected " + type.expected());
        }
        for (JsonValue item : items) {
          if (!(item instanceof JsonText)) {
            wrong(item, path, "words, each a string");
          }
        }
      }
      case JsonObject _, JsonNumber _, JsonBoolean _, JsonNull _ ->
          wrong(value, path, type.expected());
    }
  }

  private void map(JsonValue value, Type.MapOf map, String path, Mode mode) {
    if (!(value instanceof JsonObject object)) {
      wrong(value, path, map.expected());
      return;
    }
    object
        .members()
        .forEach((name, member) -> {
          boolean appends =
              mode == Mode.OVERLAY
                  && name.startsWith("+")
                  && member instanceof JsonArray
                  && (takesList(map.value()) || map.value() instanceof Type.Anything);
          name(
              appends ? name.substring(1) : name, map.name(), object.keyAt(name), join(path, name));
          value(member, map.value(), join(path, name), mode);
        });
  }

  private void name(String name, Type type, Location at, String path) {
    switch (type) {
      case Type.Text text -> {
        if (text.form().isPresent() && !text.form().get().matcher(name).matches()) {
          report(at, path, "the name must be " + text.meaning());
        }
      }
      case Type.Choice(List<String> words) -> {
        if (!words.contains(name)) {
          report(
              at,
              path,
              Suggestion.of(name, words)
                  .map(near -> "unknown, did you mean \"" + near + "\"?")
                  .orElse("unknown, expected " + type.expected()));
        }
      }
      case Type _ -> throw new IllegalStateException("names are texts");
    }
  }

  /** When one option only takes values of this kind, its own problem says more than "A or B". */
  private void anyOf(JsonValue value, List<Type> options, String path, Mode mode) {
    if (options.size() == 2
        && options.getLast() instanceof Type.ListOf(Type item)
        && item.equals(options.getFirst())
        && !(value instanceof JsonArray)) {
      value(value, item, path, mode);
      return;
    }
    List<Problem> nearest = null;
    for (Type option : options) {
      Checker attempt = new Checker(open);
      attempt.value(value, option, path, mode);
      if (attempt.problems.isEmpty()) {
        return;
      }
      if (takesKind(option, value)) {
        nearest = nearest == null ? attempt.problems : List.of();
      }
    }
    report(nearest, value, path, options);
  }

  private void report(
      @Nullable List<Problem> nearest, JsonValue value, String path, List<Type> options) {
    boolean inside = value instanceof JsonObject || value instanceof JsonArray;
    if (nearest != null && !nearest.isEmpty() && inside) {
      problems.addAll(nearest);
    } else {
      wrong(value, path, new Type.AnyOf(options).expected());
    }
  }

  private static boolean takesKind(Type type, JsonValue value) {
    return switch (value) {
      case JsonObject _ -> type instanceof Type.ObjectOf || type instanceof Type.MapOf;
      case JsonArray _ -> type instanceof Type.ListOf || type instanceof Type.Command;
      case JsonText _, JsonNumber _, JsonBoolean _, JsonNull _ -> false;
    };
  }

  private void wrong(JsonValue value, String path, String expected) {
    report(value.at(), path, "expected " + expected + ", found " + shown(value));
  }

  /** A scalar as it is written, cut; what kind of thing else. */
  static String shown(JsonValue value) {
    return switch (value) {
      case JsonText(String text, _) ->
          Json.compact(text.length() > 60 ? text.substring(0, 60) + "…" : text);
      case JsonNumber(BigDecimal number, _) -> number.toString();
      case JsonObject _, JsonArray _, JsonBoolean _, JsonNull _ -> value.kind();
    };
  }

  private void report(Location at, String path, String message) {
    problems.add(new Problem(at, path, message));
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
