package org.jdeploy.runtime.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdeploy.runtime.client.Fields;

/** One event of the journal as a line for a person. */
final class EventLine {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private EventLine() {}

  static String of(Fields event, Paint paint) {
    return line(event, paint, CLOCK);
  }

  static String withDate(Fields event, Paint paint) {
    return line(event, paint, DATE);
  }

  private static String line(Fields event, Paint paint, DateTimeFormatter format) {
    StringBuilder line = new StringBuilder();
    line.append(paint.dim(format.format(Instant.parse(event.text("time"))))).append("  ");
    OptionalLong instance = event.optionalLong("instance");
    String text = event.text("text");
    Optional<String> state = event.optionalText("state");
    if (state.isPresent()) {
      return line.append(text.replaceFirst(state.get(), paint.state(state.get()))).toString();
    }
    line.append(event.text("program"));
    if (instance.isPresent()) {
      line.append(':').append(instance.getAsLong());
    }
    return line.append(' ').append(text).toString();
  }
}
