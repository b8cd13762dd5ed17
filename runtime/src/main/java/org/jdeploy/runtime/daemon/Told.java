package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdeploy.runtime.client.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a process told of itself.
 *
 * @param ready it said that it is ready
 * @param stops it said that it is about to end
 * @param says for a person; empty when nothing
 * @param watchdogEvery how often it said it would say that it is alive, when not as in its file
 */
record Told(boolean ready, boolean stops, String says, Optional<Duration> watchdogEvery) {
  static final Told NOTHING = new Told(false, false, "", Optional.empty());

  void write(Map<String, @Nullable Object> json) {
    json.put("saidReady", ready);
    json.put("stops", stops);
    json.put("says", says);
    json.put(
        "watchdogMicroseconds",
        watchdogEvery
            .map(every -> every.dividedBy(Duration.of(1, ChronoUnit.MICROS)))
            .orElse(null));
  }

  static Told read(Fields json) {
    OptionalLong every = json.optionalLong("watchdogMicroseconds");
    return new Told(
        json.flag("saidReady"),
        json.flag("stops"),
        json.optionalText("says").orElse(""),
        every.isPresent()
            ? Optional.of(Duration.of(every.getAsLong(), ChronoUnit.MICROS))
            : Optional.empty());
  }
}
