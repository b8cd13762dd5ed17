package org.jdeploy.deployer.console;

/** Control characters in what servers print, which must not move the cursor here. */
final class Controls {
  private Controls() {}

  /** Drops control characters but tabs and the escape sequences for colors. */
  static String visible(String text) {
    if (text.chars().noneMatch(c -> c < ' ' || c == 0x7f)) {
      return text;
    }
    // What a progress bar wrote over is gone on a terminal, too.
    String last = text.stripTrailing();
    last = last.substring(last.lastIndexOf('\r') + 1);
    return last.replaceAll("\u001b\\[[0-9;?]*[A-Za-ln-z]", "")
        .replaceAll("\u001b(?!\\[[0-9;]*m)", "")
        .replaceAll("[\\x00-\\x08\\x0a-\\x1a\\x1c-\\x1f\\x7f]", "");
  }
}
