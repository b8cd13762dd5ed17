package org.jdeploy.runtime.program;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Splits {@code KEY="value",OTHER='a b',PLAIN=1} as Supervisor's shlex does; within double quotes a
 * backslash keeps a quote or a backslash.
 */
final class SupervisorEnvironment {
  private final String text;
  private final SequencedMap<String, String> variables = new LinkedHashMap<>();
  private int next;

  private SupervisorEnvironment(String text) {
    this.text = text;
  }

  /** A place where no pair stands. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Malformed(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** The variables in the order of the text; the last of one name counts. */
  static SequencedMap<String, String> parse(String text) throws Malformed {
    SupervisorEnvironment environment = new SupervisorEnvironment(text);
    environment.run();
    return environment.variables;
  }

  private void run() throws Malformed {
    while (skipTo(",")) {
      int start = next;
      while (next < text.length() && "=,".indexOf(text.charAt(next)) < 0) {
        next++;
      }
      String name = text.substring(start, next).strip();
      if (next == text.length() || text.charAt(next) == ',' || name.isEmpty()) {
        throw new Malformed(
            "expected KEY=\"value\", found \"" + Ini.cut(text.substring(start)) + '"');
      }
      next++;
      variables.put(name, value(name));
    }
  }

  /** Skips spaces and those characters; whether something is left. */
  private boolean skipTo(String others) {
    while (next < text.length()
        && (Character.isWhitespace(text.charAt(next)) || others.indexOf(text.charAt(next)) >= 0)) {
      next++;
    }
    return next < text.length();
  }

  private String value(String name) throws Malformed {
    skipTo("");
    StringBuilder value = new StringBuilder();
    while (next < text.length() && text.charAt(next) != ',') {
      char c = text.charAt(next);
      if (c == '"' || c == '\'') {
        quoted(name, c, value);
      } else if (Character.isWhitespace(c)) {
        if (skipTo("") && text.charAt(next) != ',') {
          throw new Malformed(
              "a comma is missing before \""
                  + Ini.cut(text.substring(next))
                  + "\", or quotes around the value of "
                  + name);
        }
      } else {
        value.append(c);
        next++;
      }
    }
    return value.toString();
  }

  private void quoted(String name, char quote, StringBuilder value) throws Malformed {
    for (next++; next < text.length(); next++) {
      char c = text.charAt(next);
      if (c == quote) {
        next++;
        return;
      }
      if (c == '\\'
          && quote == '"'
          && next + 1 < text.length()
          && "\"\\".indexOf(text.charAt(next + 1)) >= 0) {
        next++;
        value.append(text.charAt(next));
      } else {
        value.append(c);
      }
    }
    throw new Malformed("a quote (" + quote + ") of the value of " + name + " is not closed");
  }
}
