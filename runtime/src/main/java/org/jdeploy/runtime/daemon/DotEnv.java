package org.jdeploy.runtime.daemon;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code KEY=value} lines: comments, {@code export}, single quotes (literal) and double
 * quotes ({@code \n}, {@code \"}, {@code \\}, {@code \$}). Nothing is expanded.
 */
final class DotEnv {
  private DotEnv() {}

  /**
   * @throws IllegalArgumentException with file and line of what is no assignment
   */
  static Map<String, String> parse(String text, String file) {
    Map<String, String> variables = new LinkedHashMap<>();
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("export ")) {
        line = line.substring("export ".length()).strip();
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? "" : line.substring(0, equals).strip();
      if (!isName(key)) {
        throw new IllegalArgumentException(
            file + ":" + number + ": expected KEY=value, found: " + line);
      }
      variables.put(key, value(line.substring(equals + 1).strip()));
    }
    return variables;
  }

  private static boolean isName(String key) {
    if (key.isEmpty() || Character.isDigit(key.charAt(0))) {
      return false;
    }
    return key.chars()
        .allMatch(c -> c == '_' || c == '.' || c == '-' || Character.isLetterOrDigit(c));
  }

  private static String value(String written) {
    if (written.startsWith("'")) {
      int end = written.indexOf('\'', 1);
      return end < 0 ? written : written.substring(1, end);
    }
    if (written.startsWith("\"")) {
      return quoted(written);
    }
    int comment = written.indexOf(" #");
    return comment < 0 ? written : written.substring(0, comment).strip();
  }

  private static String quoted(String written) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && i + 1 < written.length()) {
        char next = written.charAt(++i);
        value.append(
            switch (next) {
              case 'n' -> "\n";
              case 'r' -> "\r";
              case 't' -> "\t";
              case '"', '\\', '$' -> String.valueOf(next);
              default -> "\\" + next;
            });
      } else {
        value.append(c);
      }
    }
    return written;
  }
}
