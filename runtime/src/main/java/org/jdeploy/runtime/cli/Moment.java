package org.jdeploy.runtime.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdeploy.runtime.json.DurationText;

/**
 * A time in the past as people write it: {@code 10m} ago, {@code 2026-11-24T10:00:00Z}, {@code
 * 2026-11-24 10:00}, {@code 2026-11-24}, {@code 10:00}; without a zone it is the local one.
 */
final class Moment {
  private Moment() {}

  /** Empty when it is none of these. */
  static Optional<Instant> parse(String text, ZonedDateTime now) {
    Optional<Instant> ago = DurationText.parse(text).map(now.toInstant()::minus);
    if (ago.isPresent()) {
      return ago;
    }
    String iso = text.trim().replace(' ', 'T');
    List<Function<String, Instant>> forms =
        List.of(
            form -> OffsetDateTime.parse(form).toInstant(),
            form -> LocalDateTime.parse(form).atZone(now.getZone()).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(now.getZone()).toInstant(),
            form ->
                now.toLocalDate().atTime(LocalTime.parse(form)).atZone(now.getZone()).toInstant());
    for (Function<String, Instant> form : forms) {
      try {
        return Optional.of(form.apply(iso));
      } catch (DateTimeException e) {
        // another form
      }
    }
    return Optional.empty();
  }
}
