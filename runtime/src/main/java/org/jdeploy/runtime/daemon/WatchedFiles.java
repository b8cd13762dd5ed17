package org.jdeploy.runtime.daemon;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jdeploy.runtime.program.ProgramSpec.Watch;

/** Which files below a program's directory are watched. Pure; paths are relative to it. */
final class WatchedFiles {
  private final List<Path> plain = new ArrayList<>();
  private final List<PathMatcher> globs = new ArrayList<>();
  private final List<PathMatcher> ignored = new ArrayList<>();
  private boolean deep;

  WatchedFiles(Watch watch) {
    for (String path : watch.paths()) {
      String tidy = tidy(path);
      if (tidy.matches(".*[*?\\[{].*")) {
        add(globs, tidy);
        deep |= tidy.contains("/") || tidy.contains("**");
      } else {
        plain.add(Path.of(tidy));
      }
    }
    watch.ignore().forEach(glob -> add(ignored, tidy(glob)));
  }

  private static String tidy(String path) {
    String tidy = path;
    while (tidy.startsWith("./")) {
      tidy = tidy.substring(2);
    }
    while (tidy.length() > 1 && tidy.endsWith("/")) {
      tidy = tidy.substring(0, tidy.length() - 1);
    }
    return tidy.equals(".") ? "" : tidy;
  }

  /** What begins with two asterisks and a slash means the uppermost level, too. */
  private static void add(List<PathMatcher> matchers, String glob) {
    matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
    if (glob.startsWith("**/")) {
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3)));
    }
  }

  /** A change of the file means a reload. */
  boolean concerns(Path file) {
    return !isIgnored(file)
        && (plain.stream().anyMatch(path -> isBelow(file, path))
            || globs.stream().anyMatch(glob -> glob.matches(file)));
  }

  /** Files that concern us may be in the directory, or in one below it. */
  boolean leadsTo(Path directory) {
    return directory.toString().isEmpty()
        || (!isIgnored(directory)
            && (deep
                || plain.stream()
                    .anyMatch(path -> isBelow(directory, path) || isBelow(path, directory))));
  }

  private static boolean isBelow(Path path, Path directory) {
    return directory.toString().isEmpty() || path.startsWith(directory);
  }

  private boolean isIgnored(Path path) {
    for (Path part = path; part != null; part = part.getParent()) {
      Path tested = part;
      if (ignored.stream().anyMatch(glob -> glob.matches(tested))) {
        return true;
      }
    }
    return false;
  }
}
