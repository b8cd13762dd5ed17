package org.jdeploy.runtime.json;

/**
 * A place in a text: the name of the file as the user wrote it, line and column from 1.
 *
 * @param file what to call the text in messages, often a path
 * @param line 0 for a source that has no lines, such as an option of the command line
 */
public record Location(String file, int line, int column) {

  /** A source without lines. */
  public static Location of(String source) {
    return new Location(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
