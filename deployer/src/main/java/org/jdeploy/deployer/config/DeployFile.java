package org.jdeploy.deployer.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdeploy.runtime.json.Checker;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Key;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.SourceText;
import org.jdeploy.runtime.json.Suggestion;
import org.jspecify.annotations.Nullable;

/** A deploy.json that has been read and checked as a whole. */
public final class DeployFile {
  /** Keys that one line at the top gives to all stages and servers: one message is enough. */
  private static final Set<String> ONCE =
      DeployKeys.FILE.keys().stream()
          .filter(Key::required)
          .map(Key::name)
          .collect(Collectors.toUnmodifiableSet());

  private final Path file;
  private final Path base;
  private final JsonObject root;
  private final Function<String, @Nullable String> environment;

  private DeployFile(Path file, JsonObject root, Function<String, @Nullable String> environment) {
    this.file = file;
    Path parent = file.toAbsolutePath().normalize().getParent();
    this.base = parent == null ? Path.of("/") : parent;
    this.root = root;
    this.environment = environment;
  }

  /** The nearest deploy.json in a directory or one above it. */
  public static Optional<Path> find(Path start) {
    for (Path at = start.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path file = at.resolve("deploy.json");
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads and checks a file, every stage of it. {@code ${env.…}} is jdeploy's own environment.
   *
   * @param file called in messages as it is given here
   * @throws ConfigException with all problems
   */
  public static DeployFile load(Path file) {
    String text;
    try {
      text = SourceText.read(file, file.toString());
    } catch (JsonSyntaxException e) {
      throw new ConfigException(List.of(e.problem()));
    } catch (NoSuchFileException _) {
      throw failure(file, "there is no such file; \"jdeploy init\" writes one");
    } catch (IOException e) {
      throw failure(file, "cannot be read: " + e.getMessage());
    }
    return parse(text, file, System::getenv);
  }

  private static ConfigException failure(Path file, String message) {
    return new ConfigException(List.of(new Problem(Location.of(file.toString()), "", message)));
  }

  /** As {@link #load}, from a text and with another environment. */
  static DeployFile parse(String text, Path file, Function<String, @Nullable String> environment) {
    List<Problem> problems = new ArrayList<>();
    JsonValue tree;
    try {
      tree = Json.parseRelaxed(text, file.toString(), problems::add);
    } catch (JsonSyntaxException e) {
      problems.add(e.problem());
      throw new ConfigException(problems);
    }
    problems.addAll(Checker.check(tree, DeployKeys.FILE, true, value -> value.contains("${")));
    if (!(tree instanceof JsonObject root)) {
      throw new ConfigException(problems);
    }
    DeployFile read = new DeployFile(file, root, environment);
    if (root.get("stages") == null
        || (root.get("stages") instanceof JsonObject && read.stages().isEmpty())) {
      problems.add(
          new Problem(root.at(), "stages", "is missing: without a stage there is no server"));
    }
    Set<String> missing = new HashSet<>();
    Set<Location> reported = problems.stream().map(Problem::at).collect(Collectors.toSet());
    for (String stage : read.stages()) {
      StageBuilder builder = read.builder(stage, Overrides.NONE);
      builder.build();
      builder.problems.stream()
          .filter(problem -> !reported.contains(problem.at()))
          .filter(problem ->
              !ONCE.contains(problem.key()) || missing.add(problem.key() + problem.message()))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return read;
  }

  /** The file, as it was given. */
  public Path file() {
    return file;
  }

  /** The names of all stages, in the order of the file. */
  public List<String> stages() {
    return root.get("stages") instanceof JsonObject stages
        ? stages.members().entrySet().stream()
            .filter(stage -> stage.getValue() instanceof JsonObject)
            .map(java.util.Map.Entry::getKey)
            .toList()
        : List.of();
  }

  /**
   * A stage, merged and resolved.
   *
   * @throws ConfigException when there is no such stage, or with all problems of this one
   */
  public Stage stage(String name, Overrides overrides) {
    List<String> known = stages();
    if (!known.contains(name)) {
      throw failure(
          file,
          "there is no stage \""
              + name
              + "\""
              + Suggestion.of(name, known)
                  .map(near -> ", did you mean \"" + near + "\"?")
                  .orElse(", there is " + String.join(", ", known)));
    }
    StageBuilder builder = builder(name, overrides);
    Optional<Stage> stage = builder.build();
    List<Problem> problems = new ArrayList<>(builder.problems);
    problems.addAll(builder.unset);
    return stage.orElseThrow(() -> new ConfigException(problems));
  }

  private StageBuilder builder(String name, Overrides overrides) {
    if (root.get("stages") instanceof JsonObject stages
        && stages.get(name) instanceof JsonObject written) {
      return new StageBuilder(name, root, written, overrides, base, environment);
    }
    throw new IllegalArgumentException(name);
  }
}
