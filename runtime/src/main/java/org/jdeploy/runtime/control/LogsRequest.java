package org.jdeploy.runtime.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jdeploy.runtime.client.ControlException;

/**
 * Which lines of programs' output.
 *
 * @param targets all programs when empty
 * @param lines how many of the past, of each output, at most; all that match when empty
 * @param since none that is older
 * @param grep only lines in which this is found
 */
public record LogsRequest(
    List<String> targets,
    OptionalInt lines,
    boolean follow,
    boolean out,
    boolean err,
    Optional<Instant> since,
    Optional<Pattern> grep) {
  private static final int USUAL = 20;

  static LogsRequest of(Request request) {
    boolean out = request.flag("out");
    boolean err = request.flag("err");
    Optional<Instant> since =
        request.all("since").isEmpty()
            ? Optional.empty()
            : Optional.of(instant(request.all("since").getLast()));
    Optional<Pattern> grep =
        request.all("grep").isEmpty()
            ? Optional.empty()
            : Optional.of(pattern(request.all("grep").getLast()));
    boolean all = request.all("lines").isEmpty() && (since.isPresent() || grep.isPresent());
    return new LogsRequest(
        request.all("target"),
        all ? OptionalInt.empty() : OptionalInt.of(request.number("lines", USUAL)),
        request.flag("follow"),
        out || !err,
        err || !out,
        since,
        grep);
  }

  private static Instant instant(String millis) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(millis));
    } catch (NumberFormatException e) {
      throw new ControlException(
          400, "\"since\" must be milliseconds since 1970, not \"" + millis + "\"");
    }
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new ControlException(
          400, "\"" + regex + "\" is no regular expression: " + e.getDescription());
    }
  }
}
