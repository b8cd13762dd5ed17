package org.jdeploy.deployer.engine;

/** Exit codes in words. */
final class Exit {
  private Exit() {}

  static String said(int code) {
    return switch (code) {
      case 126 -> "exit code 126, a command is not executable";
      case 127 -> "exit code 127, a command was not found";
      case 137 -> "killed by signal 9 (out of memory?)";
      default ->
          code > 128 && code < 193 ? "killed by signal " + (code - 128) : "exit code " + code;
    };
  }
}
