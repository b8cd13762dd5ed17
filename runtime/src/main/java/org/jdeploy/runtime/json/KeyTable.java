package org.jdeploy.runtime.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The keys of one kind of object, in the order in which documents show them. */
public final class KeyTable {
  private final String title;
  private final SequencedMap<String, Key> keys = new LinkedHashMap<>();

  private KeyTable(String title, Collection<Key> keys) {
    this.title = title;
    for (Key key : keys) {
      if (this.keys.put(key.name(), key) != null) {
        throw new IllegalArgumentException(title + " has \"" + key.name() + "\" twice");
      }
    }
  }

  /**
   * @param title what such an object is: {@code "a program"}
   */
  public static KeyTable of(String title, Key... keys) {
    return new KeyTable(title, List.of(keys));
  }

  /** A table with further keys. */
  public KeyTable and(String otherTitle, Key... more) {
    List<Key> all = new ArrayList<>(keys.values());
    all.addAll(List.of(more));
    return new KeyTable(otherTitle, all);
  }

  /** A table with some of the keys only. */
  public KeyTable without(String otherTitle, String... names) {
    List<Key> rest = new ArrayList<>(keys.values());
    for (String name : names) {
      rest.remove(get(name));
    }
    return new KeyTable(otherTitle, rest);
  }

  public String title() {
    return title;
  }

  public Collection<Key> keys() {
    return keys.sequencedValues();
  }

  public Optional<Key> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  /**
   * A key that is there.
   *
   * @throws IllegalArgumentException when it is not
   */
  public Key get(String name) {
    Key key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException(title + " has no key \"" + name + "\"");
    }
    return key;
  }

  /** Why a name is none of the keys: with a suggestion, else with all there are. */
  String unknown(String name) {
    for (Key key : keys.values()) {
      if (isAlias(key, name)) {
        return "unknown key, here it is called \"" + key.name() + "\"";
      }
    }
    List<String> inside = inside(name);
    if (!inside.isEmpty()) {
      return "unknown key here, it is " + String.join(" or ", inside);
    }
    return "unknown key"
        + Suggestion.of(name, keys.keySet())
            .map(near -> ", did you mean \"" + near + "\"?")
            .orElseGet(() -> ", " + title + " has " + String.join(", ", keys.keySet()));
  }

  /**
   * Where a name from elsewhere belongs: keys of the objects that stand in this one, such as {@code
   * "limits.memory"}, with quotes.
   */
  public List<String> inside(String name) {
    List<String> inside = new ArrayList<>();
    for (Key key : keys.values()) {
      if (key.type() instanceof Type.ObjectOf(KeyTable table, boolean _)) {
        for (Key inner : table.keys()) {
          if (inner.name().equals(name) || isAlias(inner, name)) {
            inside.add('"' + key.name() + "." + inner.name() + '"');
          }
        }
      }
    }
    return inside;
  }

  private static boolean isAlias(Key key, String name) {
    return key.aliases().stream().anyMatch(name::equalsIgnoreCase);
  }
}
