package org.jdeploy.deployer.shell;

/** Quotes values for a POSIX shell; every value that reaches a server's shell passes here. */
public final class Quote {
  private Quote() {}

  /**
   * The value as exactly one word.
   *
   * @throws IllegalArgumentException when it holds a NUL character, which no shell can carry
   */
  public static String sh(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word cannot hold a NUL character");
    }
    return isPlain(value) ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  /** Words that read the same with and without quotes stay readable in a printed plan. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.charAt(0) != '-'
        && value
            .chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || "/._-:@%+,".indexOf(c) >= 0));
  }
}
