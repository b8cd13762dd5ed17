package org.jdeploy.runtime.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Splits an INI text into sections and keys as Python's RawConfigParser does for Supervisor: {@code
 * =} or {@code :} ends a key, keys have no case, deeper lines continue a value, {@code ;} and
 * {@code #} begin a comment at the start of a line or after a space. Other than there, such a sign
 * within quotes is none, where quotes mean something.
 */
final class Ini {
  /** Keys whose values are shell words or quoted. */
  private static final Set<String> QUOTED = Set.of("command", "environment");

  private final String fileName;
  private final List<Problem> problems;
  private final List<Section> sections = new ArrayList<>();
  private @Nullable Section section;
  private @Nullable Open open;

  private Ini(String fileName, List<Problem> problems) {
    this.fileName = fileName;
    this.problems = problems;
  }

  /**
   * A section with its keys in order; a key that stands twice is there twice.
   *
   * @param name what stands between the brackets
   */
  record Section(String name, Location at, List<Entry> entries) {}

  /**
   * A key and its value.
   *
   * @param key in lower case
   * @param value without comments; lines are joined by newlines
   * @param written the key as it is written
   */
  record Entry(String key, String value, Location at, String written) {}

  /** A value that may go on in the next line. */
  private record Open(String written, StringBuilder raw, int indent, Location at, Section in) {}

  /**
   * The sections.
   *
   * @param fileName what to call the text in messages
   * @param problems gets the lines that are neither
   */
  static List<Section> parse(String text, String fileName, List<Problem> problems) {
    Ini ini = new Ini(fileName, problems);
    String[] lines = text.split("\r?\n|\r", -1);
    for (int i = 0; i < lines.length; i++) {
      ini.line(lines[i], i + 1);
    }
    ini.close();
    return ini.sections;
  }

  private void line(String line, int number) {
    String content = line.strip();
    if (content.isEmpty() || content.startsWith(";") || content.startsWith("#")) {
      if (open != null) {
        open.raw().append('\n');
      }
      return;
    }
    int indent = line.indexOf(content);
    if (open != null && indent > open.indent()) {
      open.raw().append('\n').append(line);
      return;
    }
    close();
    Location at = new Location(fileName, number, indent + 1);
    if (content.startsWith("[")) {
      header(uncommented(content, false), at);
    } else {
      key(content, indent, at);
    }
  }

  private void header(String content, Location at) {
    section = null;
    if (!content.endsWith("]") || content.length() < 3) {
      problems.add(
          new Problem(at, content, "this section is not closed, expected such as [program:blogd]"));
      return;
    }
    section = new Section(content.substring(1, content.length() - 1), at, new ArrayList<>());
    sections.add(section);
  }

  private void key(String content, int indent, Location at) {
    int end = 0;
    while (end < content.length() && content.charAt(end) != '=' && content.charAt(end) != ':') {
      end++;
    }
    String key = content.substring(0, end).strip();
    if (end == content.length() || key.isEmpty()) {
      problems.add(
          new Problem(at, "", "expected key=value or [section], found \"" + cut(content) + "\""));
    } else if (section == null) {
      if (sections.isEmpty()) {
        problems.add(
            new Problem(at, key, "stands in no section, expected such as [program:blogd] before"));
      }
    } else {
      StringBuilder raw = new StringBuilder(content.substring(end + 1));
      open = new Open(key, raw, indent, at, section);
    }
  }

  private void close() {
    if (open != null) {
      String key = open.written().toLowerCase(Locale.ROOT);
      String value = uncommented(open.raw().toString(), QUOTED.contains(key));
      open.in().entries().add(new Entry(key, value, open.at(), open.written()));
      open = null;
    }
  }

  /** Without comments; each line without the spaces around it, no empty lines at the end. */
  private static String uncommented(String raw, boolean quotes) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      if (quotes && c == '\\' && i + 1 < raw.length()) {
        out.append(c).append(raw.charAt(i + 1));
        i += 2;
      } else if (quotes && (c == '"' || c == '\'') && closing(raw, i) > 0) {
        int end = closing(raw, i) + 1;
        out.append(raw, i, end);
        i = end;
      } else if ((c == ';' || c == '#') && i > 0 && Character.isWhitespace(raw.charAt(i - 1))) {
        int end = raw.indexOf('\n', i);
        i = end < 0 ? raw.length() : end;
      } else {
        out.append(c);
        i++;
      }
    }
    String[] lines = out.toString().strip().split("\n", -1);
    for (int k = 0; k < lines.length; k++) {
      lines[k] = lines[k].strip();
    }
    return String.join("\n", lines);
  }

  /** Where the quote ends; -1 when it never does and is an apostrophe. */
  private static int closing(String raw, int start) {
    char quote = raw.charAt(start);
    for (int i = start + 1; i < raw.length(); i++) {
      if (raw.charAt(i) == '\\' && quote == '"') {
        i++;
      } else if (raw.charAt(i) == quote) {
        return i;
      }
    }
    return -1;
  }

  static String cut(String text) {
    String line = text.replace('\n', ' ');
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }
}
