package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.Locale;

/** How a program file is written; its name says it, else its first character. */
enum Format {
  /** Ours, or PM2's {@code apps}. */
  JSON,
  /** Supervisor's. */
  INI,
  PROCFILE,
  /** PM2's ecosystem.config.js: a program, which is not run here. */
  JAVASCRIPT;

  static Format of(Path file, String text) {
    Format byName = of(file);
    if (byName != null) {
      return byName;
    }
    String start = text.stripLeading();
    return start.startsWith("[") || start.startsWith(";") || start.startsWith("#") ? INI : JSON;
  }

  /** Null when the name does not say it. */
  static @org.jspecify.annotations.Nullable Format of(Path file) {
    String name = String.valueOf(file.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("procfile") || lower.startsWith("procfile.") || lower.endsWith(".procfile")) {
      return PROCFILE;
    }
    if (lower.endsWith(".json") || lower.endsWith(".jsonc")) {
      return JSON;
    }
    if (lower.endsWith(".conf") || lower.endsWith(".ini")) {
      return INI;
    }
    return lower.matches(".*\\.config\\.[cm]?js") ? JAVASCRIPT : null;
  }
}
