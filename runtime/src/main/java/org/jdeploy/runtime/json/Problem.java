package org.jdeploy.runtime.json;

/**
 * Something in a file that cannot be used, with its place.
 *
 * @param key path of the key such as {@code programs.blogd.stop.signal}; empty when the whole text
 *     is meant
 * @param message what was expected, for a person
 */
public record Problem(Location at, String key, String message) {
  @Override
  public String toString() {
    return at + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
