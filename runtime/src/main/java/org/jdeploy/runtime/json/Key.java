package org.jdeploy.runtime.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key of a file: what it takes, what it is for. Records, checks, schema and documents come from
 * it.
 *
 * @param doc sentences for a person
 * @param standard the value when the key is absent, as JSON
 * @param otherwise what holds when the key is absent and no fixed value does; for a person
 * @param example a value as JSON text
 * @param required it may not be absent
 * @param since the first version that knows it
 * @param aliases what other tools call it: only for "did you mean"
 * @param later namespaces of {@code ${…}} that stay in the value until they are known; empty = as
 *     in the object around it
 */
public record Key(
    String name,
    Type type,
    String doc,
    Optional<JsonValue> standard,
    String otherwise,
    Optional<String> example,
    boolean required,
    String since,
    List<String> aliases,
    Optional<Set<String>> later) {

  public static Key of(String name, Type type, String doc) {
    return new Key(
        name,
        type,
        doc,
        Optional.empty(),
        "",
        Optional.empty(),
        false,
        "0.1",
        List.of(),
        Optional.empty());
  }

  /**
   * The value when it is absent.
   *
   * @param json the value as JSON text
   */
  public Key byDefault(String json) {
    JsonValue value = Json.parse(json, "default of " + name);
    return new Key(
        name, type, doc, Optional.of(value), "", example, required, since, aliases, later);
  }

  /** What holds when it is absent, when that depends. */
  public Key otherwise(String text) {
    return new Key(name, type, doc, standard, text, example, required, since, aliases, later);
  }

  public Key example(String json) {
    return new Key(
        name, type, doc, standard, otherwise, Optional.of(json), required, since, aliases, later);
  }

  public Key mandatory() {
    return new Key(name, type, doc, standard, otherwise, example, true, since, aliases, later);
  }

  /** Names that people may try. */
  public Key alsoCalled(String... names) {
    return new Key(
        name, type, doc, standard, otherwise, example, required, since, List.of(names), later);
  }

  /** Placeholders of these namespaces stay in the value. */
  public Key later(String... namespaces) {
    return new Key(
        name,
        type,
        doc,
        standard,
        otherwise,
        example,
        required,
        since,
        aliases,
        Optional.of(Set.of(namespaces)));
  }

  /** No placeholder stays in the value, whatever the object around it says. */
  public Key settled() {
    return later(new String[0]);
  }
}
