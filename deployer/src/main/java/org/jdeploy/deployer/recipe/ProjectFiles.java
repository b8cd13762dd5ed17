package org.jdeploy.deployer.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Recipes and templates by name: the project's own in {@code deploy/KIND/}, else the built-in ones.
 *
 * @param base directory of deploy.json
 * @param kind {@code "recipes"} or {@code "templates"}
 */
public record ProjectFiles(Path base, String kind) {

  /**
   * A text and where it comes from.
   *
   * @param file path as a person would write it, for messages
   */
  public record Source(String file, String text) {}

  public Optional<Source> find(String name) {
    Path directory = base.resolve("deploy").resolve(kind).normalize();
    Path own = directory.resolve(name).normalize();
    if (!own.startsWith(directory)) {
      return Optional.empty();
    }
    try {
      if (Files.isRegularFile(own)) {
        return Optional.of(new Source("deploy/" + kind + "/" + name, Files.readString(own)));
      }
      try (InputStream in = ProjectFiles.class.getResourceAsStream("/" + kind + "/" + name)) {
        return in == null
            ? Optional.empty()
            : Optional.of(
                new Source(
                    "built-in " + kind + "/" + name,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + own, e);
    }
  }
}
