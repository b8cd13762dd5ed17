package org.jdeploy.runtime.program;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a POSIX shell does (IEEE Std 1003.1, 2.2 Quoting), without any
 * expansion: {@code $}, {@code *} and {@code ~} stay what they are.
 */
public final class ShellWords {
  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int next;

  private ShellWords(String text) {
    this.text = text;
  }

  /**
   * The words.
   *
   * @throws Unbalanced when a quote is not closed
   */
  public static List<String> split(String text) throws Unbalanced {
    ShellWords splitter = new ShellWords(text);
    splitter.run();
    return List.copyOf(splitter.words);
  }

  /** A quote that is not closed, or a backslash with nothing behind it. */
  public static final class Unbalanced extends Exception {
    private static final long serialVersionUID = 1L;

    /** Position of the culprit in the text, from 0. */
    private final int position;

    private final String reason;

    Unbalanced(String reason, int position) {
      super(reason);
      this.reason = reason;
      this.position = position;
    }

    public String reason() {
      return reason;
    }

    public int position() {
      return position;
    }
  }

  private void run() throws Unbalanced {
    while (next < text.length()) {
      int at = next;
      char c = text.charAt(next++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> endWord();
        case '\'' -> single(at);
        case '"' -> doubled(at);
        case '\\' -> escaped(at);
        default -> add(c);
      }
    }
    endWord();
  }

  private void add(char c) {
    word.append(c);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void single(int at) throws Unbalanced {
    int end = text.indexOf('\'', next);
    if (end < 0) {
      throw new Unbalanced("a single quote (') is not closed", at);
    }
    word.append(text, next, end);
    inWord = true;
    next = end + 1;
  }

  private void doubled(int at) throws Unbalanced {
    inWord = true;
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (c == '"') {
        return;
      }
      if (c == '\\' && next < text.length() && "\"\\$`\n".indexOf(text.charAt(next)) >= 0) {
        char escaped = text.charAt(next++);
        if (escaped != '\n') {
          word.append(escaped);
        }
      } else {
        word.append(c);
      }
    }
    throw new Unbalanced("a double quote (\") is not closed", at);
  }

  private void escaped(int at) throws Unbalanced {
    if (next == text.length()) {
      throw new Unbalanced("nothing follows the backslash at the end", at);
    }
    char c = text.charAt(next++);
    if (c != '\n') {
      add(c);
    }
  }
}
