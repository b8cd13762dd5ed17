package org.jdeploy.runtime.control;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;

/**
 * What an operator wants done to some programs.
 *
 * @param targets programs, instances ({@code blogd:2}), {@code all} or {@code /regex/}
 * @param parallel for {@code reload}: how many instances at a time, from 1
 * @param timeout for {@code reload}: how long a successor may take to be ready
 * @param await tell the outcome, not only that it has begun
 * @param instances for {@code scale}: {@code 4}, {@code +1}, {@code -2}, {@code max}
 */
public record OperationRequest(
    Verb verb,
    List<String> targets,
    int parallel,
    Optional<Duration> timeout,
    Optional<String> instances,
    boolean await) {

  /** What can be done. */
  public enum Verb {
    START,
    STOP,
    RESTART,
    RELOAD,
    SCALE,
    DELETE
  }

  static OperationRequest of(Fields json) {
    List<String> targets = json.texts("targets");
    if (targets.isEmpty()) {
      throw new ControlException(400, "\"targets\" must name at least one program");
    }
    return new OperationRequest(
        verb(json.text("verb")),
        targets,
        Math.clamp(json.optionalLong("parallel").orElse(1), 1, 1000),
        timeout(json),
        json.optionalText("instances"),
        await(json));
  }

  private static Verb verb(String word) {
    for (Verb verb : Verb.values()) {
      if (verb.name().toLowerCase(Locale.ROOT).equals(word)) {
        return verb;
      }
    }
    throw new ControlException(400, "there is no operation \"" + word + "\"");
  }

  /** True when absent. */
  static boolean await(Fields json) {
    return json.json().get("wait") == null || json.flag("wait");
  }

  static Optional<Duration> timeout(Fields json) {
    OptionalLong millis = json.optionalLong("timeoutMillis");
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(Math.max(1, millis.getAsLong())))
        : Optional.empty();
  }
}
