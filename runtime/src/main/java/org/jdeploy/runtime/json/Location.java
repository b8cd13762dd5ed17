package org.jdeploy.runtime.json;

/**
 * A place in a text: the name of the file as the user wrote it, line and column from 1.
 *
 * @param file what to call the text in messages, often a path
 */
public record Location(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
