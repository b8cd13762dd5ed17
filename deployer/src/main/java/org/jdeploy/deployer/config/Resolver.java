package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNull;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.KeyTable;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Suggestion;
import org.jdeploy.runtime.json.Type;

/**
 * Puts values for {@code ${…}} into a tree, guided by the key table: which names may stay open
 * where, and where other {@code $} signs are a shell's. A text that is one placeholder and nothing
 * else becomes the value itself, whatever its type, unless the key takes nothing but text.
 */
final class Resolver {
  private static final Pattern PLACEHOLDER = Pattern.compile("(\\$?)\\$\\{([^{}]*)}");
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z][A-Za-z0-9_]*)\\.([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)");

  private final Scope scope;
  private final List<Problem> problems;
  private final List<Problem> unset;

  /**
   * @param problems gets what is wrong in any case
   * @param unset gets what another environment or {@code --var} would mend
   */
  Resolver(Scope scope, List<Problem> problems, List<Problem> unset) {
    this.scope = scope;
    this.problems = problems;
    this.unset = unset;
  }

  JsonObject object(JsonObject object, KeyTable table, Set<String> later, String path) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    object
        .members()
        .forEach((name, value) -> {
          Optional<Key> key = table.find(name);
          Type type = key.map(Key::type).orElse(Type.anything());
          Set<String> names = key.flatMap(Key::later).orElse(later);
          members.put(name, value(value, type, names, join(path, name)));
        });
    return new JsonObject(members, object.keys(), object.at());
  }

  JsonValue value(JsonValue value, Type type, Set<String> later, String path) {
    return switch (value) {
      case JsonText text -> text(text, type, later, path);
      case JsonObject object ->
          switch (containing(type, Type.ObjectOf.class, Type.MapOf.class)) {
            case Type.ObjectOf(KeyTable table, boolean _) -> object(object, table, later, path);
            case Type.MapOf map -> map(object, map.value(), later, path);
            case Type _ -> map(object, Type.anything(), later, path);
          };
      case JsonArray array -> {
        Type item =
            switch (containing(type, Type.ListOf.class, Type.Command.class)) {
              case Type.ListOf(Type inner) -> inner;
              case Type.Command command -> command;
              case Type _ -> Type.anything();
            };
        List<JsonValue> items = new ArrayList<>();
        for (JsonValue one : array.items()) {
          items.add(value(one, item, later, path + "[" + items.size() + "]"));
        }
        yield new JsonArray(items, array.at());
      }
      case JsonNumber _, JsonBoolean _, JsonNull _ -> value;
    };
  }

  private JsonObject map(JsonObject object, Type type, Set<String> later, String path) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    object
        .members()
        .forEach((name, value) -> members.put(name, value(value, type, later, join(path, name))));
    return new JsonObject(members, object.keys(), object.at());
  }

  /** The type itself, or the one of its alternatives that is of such a class. */
  private static Type containing(Type type, Class<?> one, Class<?> other) {
    if (type instanceof Type.AnyOf(List<Type> options)) {
      for (Type option : options) {
        if (one.isInstance(option) || other.isInstance(option)) {
          return option;
        }
      }
    }
    return type;
  }

  private JsonValue text(JsonText text, Type type, Set<String> later, String path) {
    if (text.value().indexOf("${") < 0) {
      return text;
    }
    Use use = new Use(type, later, text.at(), path);
    Matcher matcher = PLACEHOLDER.matcher(text.value());
    if (matcher.matches() && matcher.group(1).isEmpty() && !use.takesOnlyText()) {
      Optional<JsonValue> whole = whole(matcher.group(2), use);
      if (whole.isPresent()) {
        return at(whole.get(), text.at());
      }
    }
    return new JsonText(inside(text.value(), use), text.at());
  }

  /** Where a placeholder stands. */
  private record Use(Type type, Set<String> later, Location at, String path) {
    boolean takesOnlyText() {
      return type instanceof Type.Text
          || type instanceof Type.Scalar
          || type instanceof Type.Command
          || type instanceof Type.Choice
          || type instanceof Type.Time
          || type instanceof Type.Size;
    }

    /** Other dollar signs are a shell's, or the program's own. */
    boolean isCommand() {
      return switch (type) {
        case Type.Text text -> text.shell();
        case Type.Command() -> true;
        case Type.AnyOf(List<Type> options) ->
            options.stream().anyMatch(option -> option instanceof Type.Text it && it.shell());
        case Type _ -> false;
      };
    }

    boolean leaves(String namespace) {
      return later.contains(namespace)
          && switch (type) {
            case Type.Text _, Type.Scalar _ -> true;
            case Type.Command _ -> !namespace.equals("secret");
            case Type _ -> isCommand();
          };
    }
  }

  private Optional<JsonValue> whole(String content, Use use) {
    Matcher name = NAME.matcher(content);
    if (!name.matches() || use.leaves(name.group(1))) {
      return Optional.empty();
    }
    if (!(scope.find(name.group(1), name.group(2)) instanceof Scope.Found.Value(JsonValue value))) {
      return Optional.empty();
    }
    // environment variables are all texts: where a number or flag is wanted, they are read as one
    boolean asWritten = use.type() instanceof Type.Anything || !name.group(1).equals("env");
    return Optional.of(
        asWritten || !(value instanceof JsonText(String text, Location at))
            ? value
            : Settings.variable(text, at));
  }

  private String inside(String text, Use use) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    while (matcher.find()) {
      out.append(literal(text.substring(from, matcher.start()), use));
      out.append(one(matcher.group(), !matcher.group(1).isEmpty(), matcher.group(2), use));
      from = matcher.end();
    }
    return out.append(literal(text.substring(from), use)).toString();
  }

  /** Text between placeholders: an opening that never closes is a slip, but for a shell's. */
  private String literal(String text, Use use) {
    int open = text.indexOf("${");
    if (open >= 0 && !use.isCommand() && (open == 0 || text.charAt(open - 1) != '$')) {
      problem(use, "\"${\" is not closed; write \"$${\" for the two characters");
    }
    return text.replace("$${", "${");
  }

  private String one(String whole, boolean escaped, String content, Use use) {
    Matcher name = NAME.matcher(content);
    if (escaped) {
      return name.matches() && use.later().contains(name.group(1)) ? whole : whole.substring(1);
    }
    if (!name.matches()) {
      if (!use.isCommand()) {
        problem(
            use,
            "there is no "
                + whole
                + "; "
                + (content.matches("[A-Z_][A-Z0-9_]*")
                    ? "write ${env." + content + "} for the environment variable, or $" + whole
                    : "names begin with " + known() + "; write $" + whole)
                + " for the text itself");
      }
      return whole;
    }
    if (!Scope.NAMESPACES.contains(name.group(1))) {
      problem(
          use,
          "there is no "
              + whole
              + Suggestion.of(name.group(1), Scope.NAMESPACES)
                  .map(near -> ", did you mean ${" + near + "." + name.group(2) + "}?")
                  .orElse("; names begin with " + known()));
      return whole;
    }
    return named(whole, name.group(1), name.group(2), use);
  }

  private static String known() {
    return String.join(". ", Scope.NAMESPACES) + ".";
  }

  private String named(String whole, String namespace, String name, Use use) {
    if (use.leaves(namespace) && (namespace.equals("vars") || namespace.equals("host"))) {
      return whole; // differs from server to server
    }
    return switch (scope.find(namespace, name)) {
      case Scope.Found.Value(JsonValue value) ->
          HostValues.text(value)
              .orElseGet(() -> {
                problem(use, whole + " is " + value.kind() + ", no text");
                return whole;
              });
      case Scope.Found.Later(String when) -> {
        if (!use.leaves(namespace)) {
          problem(
              use,
              whole
                  + (namespace.equals("secret")
                      ? " cannot stand here: it would show"
                          + (use.type() instanceof Type.Command
                              ? " in the list of processes; put it into environment"
                              : "; put it into env, programs or tasks")
                      : " cannot stand here: it is known " + when));
        }
        yield whole;
      }
      case Scope.Found.Missing(String message) -> {
        problem(use, message);
        yield whole;
      }
      case Scope.Found.Unset(String message) -> {
        unset.add(new Problem(use.at(), use.path(), message));
        yield whole;
      }
    };
  }

  private void problem(Use use, String message) {
    problems.add(new Problem(use.at(), use.path(), message));
  }

  /** A value keeps its content and takes the place where it is used: messages point there. */
  private static JsonValue at(JsonValue value, Location at) {
    return switch (value) {
      case JsonText(String text, _) -> new JsonText(text, at);
      case JsonNumber(var number, _) -> new JsonNumber(number, at);
      case JsonBoolean(boolean flag, _) -> new JsonBoolean(flag, at);
      case JsonNull _ -> new JsonNull(at);
      case JsonArray(List<JsonValue> items, _) ->
          new JsonArray(items.stream().map(item -> at(item, at)).toList(), at);
      case JsonObject object -> {
        SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, at(member, at)));
        yield new JsonObject(members, java.util.Map.of(), at);
      }
    };
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
