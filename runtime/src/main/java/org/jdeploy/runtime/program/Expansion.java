package org.jdeploy.runtime.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.Suggestion;

/**
 * {@code %(name)s} as Supervisor expands it (Python's printf-style formatting of a dict): {@code
 * %(process_num)02d}, {@code %(ENV_HOME)s}, {@code %%}. A percent sign before anything else, where
 * Python would give up, stays what it is.
 */
final class Expansion {
  private static final int WIDEST = 1000;
  private static final Pattern PLACE =
      Pattern.compile("%(?:%|\\(([^)]*)\\)([-#0 +]*)([0-9]{0,6})(?:\\.([0-9]{1,6}))?([A-Za-z]?))");

  private final Map<String, Object> names;

  private Expansion(Map<String, Object> names) {
    this.names = names;
  }

  /** Names and what they stand for. */
  static Expansion of(Map<String, ?> names) {
    return new Expansion(new TreeMap<>(names));
  }

  /** The same with more names. */
  Expansion with(String name, Object value) {
    Map<String, Object> all = new TreeMap<>(names);
    all.put(name, value);
    return new Expansion(all);
  }

  /** The same with more variables of the environment. */
  Expansion withEnvironment(Map<String, String> variables) {
    Map<String, Object> all = new TreeMap<>(names);
    variables.forEach((name, value) -> all.put("ENV_" + name, value));
    return new Expansion(all);
  }

  /** A place in a text that cannot be expanded. */
  static final class Unexpandable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unexpandable(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  String expand(String text) throws Unexpandable {
    Matcher place = PLACE.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (place.find()) {
      out.append(text, from, place.start());
      out.append(place.group().equals("%%") ? "%" : formatted(place));
      from = place.end();
    }
    return out.append(text.substring(from)).toString();
  }

  private String formatted(Matcher place) throws Unexpandable {
    Object value = names.get(place.group(1));
    if (value == null) {
      throw new Unexpandable(place.group() + " is unknown" + known(place.group(1)));
    }
    String flags = place.group(2);
    int width = number(place.group(3), 0, place.group());
    int precision = number(place.group(4), -1, place.group());
    String body =
        switch (place.group(5)) {
          case "s", "r" -> precision < 0 ? value.toString() : cut(value.toString(), precision);
          case "d", "i", "u" -> whole(value, 10, precision, flags, place.group());
          case "x" -> whole(value, 16, precision, flags, place.group());
          case "X" ->
              whole(value, 16, precision, flags, place.group()).toUpperCase(java.util.Locale.ROOT);
          case "o" -> whole(value, 8, precision, flags, place.group());
          default ->
              throw new Unexpandable(
                  place.group() + " lacks its type, expected such as %(" + place.group(1) + ")s");
        };
    return padded(body, flags, width, value instanceof Integer && !place.group(5).equals("s"));
  }

  private static int number(String digits, int absent, String place) throws Unexpandable {
    if (digits == null || digits.isEmpty()) {
      return absent;
    }
    int number = Integer.parseInt(digits);
    if (number > WIDEST) {
      throw new Unexpandable(place + " is wider than " + WIDEST + " characters");
    }
    return number;
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }

  private static String whole(Object value, int radix, int digits, String flags, String place)
      throws Unexpandable {
    if (!(value instanceof Integer number)) {
      throw new Unexpandable(place + " wants a number, this is a text: use s in place of it");
    }
    String bare = Integer.toString(Math.abs(number), radix);
    String text = "0".repeat(Math.max(0, digits - bare.length())) + bare;
    String sign = number < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    return sign + text;
  }

  private static String padded(String body, String flags, int width, boolean numeric) {
    int missing = Math.max(0, width - body.length());
    if (flags.contains("-")) {
      return body + " ".repeat(missing);
    }
    if (flags.contains("0") && numeric) {
      int digits = body.startsWith("-") || body.startsWith("+") || body.startsWith(" ") ? 1 : 0;
      return body.substring(0, digits) + "0".repeat(missing) + body.substring(digits);
    }
    return " ".repeat(missing) + body;
  }

  private String known(String name) {
    if (name.startsWith("ENV_")) {
      return ": there is no " + name.substring(4) + " in the environment";
    }
    List<String> all = new ArrayList<>();
    names.keySet().stream().filter(known -> !known.startsWith("ENV_")).forEach(all::add);
    return Suggestion.of(name, all)
        .map(near -> ", did you mean %(" + near + ")s?")
        .orElse(
            ", there are "
                + String.join(", ", all)
                + " and ENV_NAME for each variable of the environment");
  }
}
