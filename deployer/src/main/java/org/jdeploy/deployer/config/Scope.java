package org.jdeploy.deployer.config;

import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.json.JsonValue;

/** What {@code ${…}} can stand for at one place of a configuration. */
interface Scope {
  /** Every namespace there is. */
  List<String> NAMESPACES = List.of("vars", "env", "git", "host", "secret", "app");

  /** What a name stands for. */
  sealed interface Found {
    /** A value of any type. */
    record Value(JsonValue value) implements Found {}

    /** It exists, but is known later: on a server, or during the deploy. */
    record Later(String when) implements Found {}

    /** There is no such name; a sentence for a person. */
    record Missing(String message) implements Found {}

    /** A variable that is not set here and now: another environment or {@code --var} may set it. */
    record Unset(String message) implements Found {}
  }

  Found find(String namespace, String name);

  /** A value that is a text, or why it is not there. */
  static Found text(Optional<String> value, String missing) {
    return value
        .<Found>map(text -> new Found.Value(new JsonValue.JsonText(text, JsonValue.NOWHERE)))
        .orElseGet(() -> new Found.Missing(missing));
  }
}
