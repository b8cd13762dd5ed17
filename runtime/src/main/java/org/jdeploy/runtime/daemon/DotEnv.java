package org.jdeploy.runtime.daemon;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads dotenv files: {@code KEY=value} lines, comments, {@code export}, single quotes and
 * backticks (literal), double quotes with {@code \n}, {@code \r}, {@code \t}, {@code \"}, {@code
 * \\}, {@code \$} and a backslash before a line end, which both vanish. What is quoted may go over
 * several lines. Nothing is expanded. Messages never show what is in the file: it holds secrets.
 */
final class DotEnv {
  private final String text;
  private final String file;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private int at;
  private int line = 1;

  private DotEnv(String text, String file) {
    this.text = text;
    this.file = file;
  }

  /**
   * @throws IllegalArgumentException with file and line of what cannot be read
   */
  static Map<String, String> parse(String text, String file) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    DotEnv reader = new DotEnv(plain.replace("\r\n", "\n"), file);
    reader.read();
    return reader.variables;
  }

  private void read() {
    while (at < text.length()) {
      skipBlanks();
      if (atLineEnd() || peek() == '#') {
        skipLine();
      } else {
        assignment();
      }
    }
  }

  private void assignment() {
    String name = name();
    if (name.equals("export") && at < text.length() && isBlank(peek())) {
      skipBlanks();
      name = name();
    }
    skipBlanks();
    if (name.isEmpty() || atLineEnd() || peek() != '=') {
      throw wrong("expected KEY=value");
    }
    at++;
    skipBlanks();
    String value =
        switch (atLineEnd() ? '\n' : peek()) {
          case '"', '\'', '`' -> quoted();
          default -> plain();
        };
    if (value.indexOf(0) >= 0) {
      throw wrong("a value cannot contain a NUL character");
    }
    variables.put(name, value);
    skipLine();
  }

  private String name() {
    int from = at;
    while (at < text.length() && isNamePart(peek(), at == from)) {
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean isNamePart(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
  }

  /** To the end of the line, or a comment: a {@code #} at the beginning or after a blank. */
  private String plain() {
    int from = at;
    while (!atLineEnd() && !(peek() == '#' && (at == from || isBlank(text.charAt(at - 1))))) {
      at++;
    }
    return text.substring(from, at).strip();
  }

  private String quoted() {
    int begin = line;
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        endOfLine();
        return value.toString();
      }
      if (c == '\n') {
        line++;
      }
      if (c == '\\' && quote == '"' && at < text.length()) {
        escape(text.charAt(at++), value);
      } else {
        value.append(c);
      }
    }
    line = begin;
    throw wrong("the quote that begins here is not closed");
  }

  private void escape(char c, StringBuilder value) {
    switch (c) {
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case '"', '\\', '$' -> value.append(c);
      case '\n' -> line++;
      default -> value.append('\\').append(c);
    }
  }

  private void endOfLine() {
    skipBlanks();
    if (!atLineEnd() && peek() != '#') {
      throw wrong("there is something behind the closing quote");
    }
  }

  private void skipLine() {
    while (!atLineEnd()) {
      at++;
    }
    at++;
    line++;
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(peek())) {
      at++;
    }
  }

  private boolean atLineEnd() {
    return at >= text.length() || peek() == '\n';
  }

  private char peek() {
    return text.charAt(at);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(file + ":" + line + ": " + what);
  }
}
