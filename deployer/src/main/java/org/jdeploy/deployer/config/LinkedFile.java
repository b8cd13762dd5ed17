package org.jdeploy.deployer.config;

/**
 * A file of {@code shared/} that every release links to.
 *
 * @param path relative, both in {@code shared/} and in the release
 * @param optional a server may lack it
 */
public record LinkedFile(String path, boolean optional) {

  /** Reads {@code "config/local.json?"}: a question mark at the end makes it optional. */
  static LinkedFile parse(String text) {
    return text.endsWith("?")
        ? new LinkedFile(text.substring(0, text.length() - 1), true)
        : new LinkedFile(text, false);
  }
}
