package org.jdeploy.deployer.plan;

import org.jdeploy.deployer.shell.Quote;

/** Builds the text of a script, line by line. */
final class Script {
  private final StringBuilder text = new StringBuilder();

  /** A line whose {@code {}} marks are replaced by the values, one each, quoted. */
  Script line(String line, String... values) {
    int from = 0;
    for (String value : values) {
      int mark = line.indexOf("{}", from);
      text.append(line, from, mark).append(Quote.sh(value));
      from = mark + 2;
    }
    text.append(line, from, line.length()).append('\n');
    return this;
  }

  /** Lines as they are. */
  Script raw(String lines) {
    text.append(lines);
    if (!lines.endsWith("\n")) {
      text.append('\n');
    }
    return this;
  }

  String text() {
    return text.toString();
  }
}
