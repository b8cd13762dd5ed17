package org.jdeploy.deployer.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths on the machine that deploys: relative ones begin beside deploy.json, {@code ~} is home. */
record LocalPaths(Path base) {
  /** {@code https://…}, {@code git@host:path}, {@code host:path}; git's own rule. */
  private static final Pattern URL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*|[^/]+:.*", Pattern.DOTALL);

  /** Empty when no path is written so. */
  Optional<Path> of(String text) {
    try {
      if (text.equals("~") || text.startsWith("~/")) {
        return Optional.of(Path.of(System.getProperty("user.home") + text.substring(1)));
      }
      return Optional.of(base.resolve(text).normalize());
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** A git URL as it is, a path made absolute. */
  String repository(String text) {
    return URL.matcher(text).matches() || text.contains("${")
        ? text
        : of(text).map(Path::toString).orElse(text);
  }
}
