package org.jdeploy.runtime.cli;

/** Colours text for a terminal, or leaves it alone. */
record Paint(boolean on) {
  String green(String text) {
    return colored("32", text);
  }

  String yellow(String text) {
    return colored("33", text);
  }

  String red(String text) {
    return colored("31", text);
  }

  String dim(String text) {
    return colored("2", text);
  }

  String cyan(String text) {
    return colored("36", text);
  }

  private String colored(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** An instance's state in its colour. */
  String state(String state) {
    return switch (state) {
      case "RUNNING" -> green(state);
      case "STARTING", "STOPPING", "BACKOFF" -> yellow(state);
      case "FATAL" -> red(state);
      default -> dim(state);
    };
  }
}
