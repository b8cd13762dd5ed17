package org.jdeploy.runtime.program;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonBoolean;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;
import org.jdeploy.runtime.json.Location;

/**
 * An object in our keys that is made from another format: each value knows where it was written
 * there.
 */
final class Draft {
  private final Location at;
  private final SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
  private final Map<String, Location> keys = new LinkedHashMap<>();
  private final Map<String, Draft> inner = new LinkedHashMap<>();

  Draft(Location at) {
    this.at = at;
  }

  Draft put(String name, JsonValue value) {
    members.put(name, value);
    keys.put(name, value.at());
    return this;
  }

  Draft text(String name, String text, Location where) {
    return put(name, new JsonText(text, where));
  }

  Draft flag(String name, boolean flag, Location where) {
    return put(name, new JsonBoolean(flag, where));
  }

  Draft number(String name, BigDecimal number, Location where) {
    return put(name, new JsonNumber(number, where));
  }

  Draft number(String name, long number, Location where) {
    return number(name, BigDecimal.valueOf(number), where);
  }

  Draft texts(String name, Collection<String> texts, Location where) {
    return put(
        name,
        new JsonArray(
            texts.stream().<JsonValue>map(text -> new JsonText(text, where)).toList(), where));
  }

  boolean has(String name) {
    return members.containsKey(name) || inner.containsKey(name);
  }

  /** The object of that name; there once something is put into it. */
  Draft in(String name, Location where) {
    return inner.computeIfAbsent(
        name,
        _ -> {
          members.put(name, new JsonObject(new LinkedHashMap<>(), Map.of(), where));
          keys.put(name, where);
          return new Draft(where);
        });
  }

  JsonObject json() {
    inner.forEach((name, draft) -> members.put(name, draft.json()));
    return new JsonObject(members, keys, at);
  }
}
