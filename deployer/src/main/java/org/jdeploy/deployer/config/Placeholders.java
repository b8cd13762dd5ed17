package org.jdeploy.deployer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * {@code ${git.sha}}, {@code ${secret.DB}}: what a configuration leaves open until the deploy knows
 * it. {@code $${} stands for a literal <code>${</code> until {@link #unescape}.
 */
public final class Placeholders {
  /** A dollar before it makes it literal; group 1 is the dollar, 2 the namespace, 3 the name. */
  static final Pattern NAMED =
      Pattern.compile("(\\$?)\\$\\{([A-Za-z]+)\\.([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)}");

  /** What {@code ${git.…}} knows once the revision is resolved. */
  public static final List<String> GIT = List.of("sha", "shortSha", "ref", "author", "subject");

  private Placeholders() {}

  /** The names of a namespace that a text uses: {@code names("secret", "x${secret.DB}")}. */
  public static Set<String> names(String namespace, String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = NAMED.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).isEmpty() && matcher.group(2).equals(namespace)) {
        names.add(matcher.group(3));
      }
    }
    return names;
  }

  /** All names of a namespace in the texts of a tree. */
  public static Set<String> names(String namespace, JsonValue tree) {
    Set<String> names = new LinkedHashSet<>();
    fill(
        tree,
        name -> {
          if (name.startsWith(namespace + ".")) {
            names.add(name.substring(namespace.length() + 1));
          }
          return Optional.empty();
        });
    return names;
  }

  /**
   * Puts values in; what the function does not know stays as it is.
   *
   * @param values by full name: {@code git.sha}
   */
  public static String fill(String text, Function<String, Optional<String>> values) {
    return NAMED
        .matcher(text)
        .replaceAll(match -> {
          Optional<String> value =
              match.group(1).isEmpty()
                  ? values.apply(match.group(2) + "." + match.group(3))
                  : Optional.empty();
          return Matcher.quoteReplacement(value.orElse(match.group()));
        });
  }

  /** Puts values into every text of a tree; keys stay. */
  public static JsonValue fill(JsonValue tree, Function<String, Optional<String>> values) {
    return switch (tree) {
      case JsonText text -> new JsonText(fill(text.value(), values), text.at());
      case JsonObject object -> fill(object, values);
      case JsonArray array -> {
        List<JsonValue> items = new ArrayList<>();
        array.items().forEach(item -> items.add(fill(item, values)));
        yield new JsonArray(items, array.at());
      }
      case JsonValue.JsonNumber _, JsonValue.JsonBoolean _, JsonValue.JsonNull _ -> tree;
    };
  }

  /** As for a tree. */
  public static JsonObject fill(JsonObject object, Function<String, Optional<String>> values) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    object.members().forEach((name, member) -> members.put(name, fill(member, values)));
    return new JsonObject(members, object.keys(), object.at());
  }

  /** The last step: {@code $${} becomes a literal <code>${</code>. */
  public static String unescape(String text) {
    return text.replace("$${", "${");
  }
}
