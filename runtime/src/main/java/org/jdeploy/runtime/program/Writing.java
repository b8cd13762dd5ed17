package org.jdeploy.runtime.program;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.Section;

/**
 * Where a program is written.
 *
 * @param path key of the program in its file
 * @param base where relative paths begin
 * @param problems gets what is wrong
 */
record Writing(String path, Path base, List<Problem> problems) {

  /**
   * Tells what is wrong.
   *
   * @param key inside the program
   */
  void problem(Location at, String key, String message) {
    problems.add(new Problem(at, path + "." + key, message));
  }

  /** A path made absolute; {@code ~/} is the home directory. Empty when it is not written. */
  Optional<Path> path(Section in, String key) {
    return in.optionalText(key)
        .flatMap(text -> {
          try {
            return Optional.of(
                text.equals("~") || text.startsWith("~/")
                    ? Path.of(System.getProperty("user.home") + text.substring(1))
                    : base.resolve(text));
          } catch (InvalidPathException e) {
            problem(in.at(key), key, "expected a path: " + e.getReason());
            return Optional.empty();
          }
        });
  }
}
