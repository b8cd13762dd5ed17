package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Checker;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.SourceText;

/**
 * Reads program files: {@code {"programs": {"blogd": {…}}}}, JSON with comments; Supervisor's INI,
 * a Procfile, PM2's {@code {"apps": […]}}.
 */
public final class ProgramFile {
  private static final JsonObject NOTHING =
      new JsonObject(new LinkedHashMap<>(), Map.of(), Location.of(""));

  private ProgramFile() {}

  /**
   * Reads a file and those it includes; relative paths in it begin at its directory, "max"
   * instances are this machine's processors.
   *
   * @throws ProgramFileException with all problems
   * @throws IOException when it cannot be read
   */
  public static List<ProgramSpec> read(Path file) throws IOException {
    return specs(readAll(file, System.getenv()));
  }

  /**
   * The file and those it includes, each with its own problems, the file itself first.
   *
   * @param environment for {@code %(ENV_X)s} of Supervisor's files
   * @throws IOException when it cannot be read
   */
  public static List<Reading> readAll(Path file, Map<String, String> environment)
      throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      String text = SourceText.read(absolute, file.toString());
      return readings(text, file.toString(), absolute, environment, processors());
    } catch (JsonSyntaxException e) {
      return List.of(broken(file, e.problem()));
    }
  }

  /** A file that cannot be used at all. */
  static Reading broken(Path file, Problem problem) {
    return new Reading(
        file.toAbsolutePath().normalize(), List.of(), List.of(problem), List.of(), NOTHING);
  }

  /** As {@link #parse(String, String, Path, int)} with this machine's processors. */
  public static List<ProgramSpec> parse(String text, String fileName, Path base) {
    return parse(text, fileName, base, processors());
  }

  /**
   * Reads a text.
   *
   * @param fileName what to call the text in messages; its ending tells the format
   * @param base where relative paths begin; absolute
   * @param processors what "max" instances are
   * @throws ProgramFileException with all problems
   */
  public static List<ProgramSpec> parse(String text, String fileName, Path base, int processors) {
    return specs(readings(text, fileName, base.resolve(fileName), Map.of(), processors));
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static List<ProgramSpec> specs(List<Reading> readings) {
    List<Problem> problems =
        readings.stream().flatMap(reading -> reading.problems().stream()).toList();
    if (!problems.isEmpty()) {
      throw new ProgramFileException(problems);
    }
    return readings.stream().flatMap(reading -> reading.programs().stream()).toList();
  }

  /**
   * Reads a text of any format.
   *
   * @param name what to call it in messages
   * @param file absolute; its name tells the format
   */
  static List<Reading> readings(
      String text, String name, Path file, Map<String, String> environment, int processors) {
    List<Converted> all =
        switch (Format.of(file, text)) {
          case JSON -> List.of(json(text, name, file));
          case INI -> SupervisorFile.read(file, name, text, environment);
          case PROCFILE -> List.of(Procfile.read(file, name, text));
          case JAVASCRIPT -> List.of(javaScript(name, file));
        };
    return all.stream().map(converted -> reading(converted, processors)).toList();
  }

  private static Converted json(String text, String name, Path file) {
    List<Problem> problems = new ArrayList<>();
    JsonValue tree;
    try {
      tree = Json.parseRelaxed(text, name, problems::add);
    } catch (JsonSyntaxException e) {
      problems.add(e.problem());
      return new Converted(file, directory(file), NOTHING, Map.of(), problems, List.of());
    }
    if (Ecosystem.is(tree)) {
      return Ecosystem.read(file, tree, problems);
    }
    if (tree instanceof JsonObject object) {
      return new Converted(file, directory(file), object, Map.of(), problems, List.of());
    }
    problems.addAll(Checker.check(tree, ProgramKeys.FILE));
    return new Converted(file, directory(file), NOTHING, Map.of(), problems, List.of());
  }

  private static Converted javaScript(String name, Path file) {
    Problem problem =
        new Problem(
            Location.of(name),
            "",
            "is JavaScript, which jpm does not run yet: node -p"
                + " 'JSON.stringify(require(\"./"
                + file.getFileName()
                + "\"))' > ecosystem.json, and use that");
    return new Converted(file, directory(file), NOTHING, Map.of(), List.of(problem), List.of());
  }

  private static Path directory(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static Reading reading(Converted converted, int processors) {
    List<Problem> problems = new ArrayList<>();
    JsonObject tree = converted.tree();
    List<Problem> ofKeys = tree.equals(NOTHING) ? List.of() : Checker.check(tree, ProgramKeys.FILE);
    problems.addAll(ofKeys);
    List<ProgramSpec> specs = new ArrayList<>();
    if (tree.get("programs") instanceof JsonObject programs) {
      programs
          .members()
          .forEach((name, program) -> {
            String path = "programs." + name;
            if (program instanceof JsonObject object && isSound(path, ofKeys)) {
              specs.add(
                  new ProgramReader(name, path, object, converted.base(), processors, problems)
                      .read());
            }
          });
    }
    List<Problem> all = new ArrayList<>(converted.problems());
    problems.forEach(problem -> all.add(converted.inItsWords(problem)));
    return new Reading(converted.file(), specs, all, converted.remarks(), tree);
  }

  /**
   * What is wrong with one program beside its keys and types, which must have been checked with
   * {@link ProgramKeys#PROGRAM}.
   *
   * @param path key of the program in its file
   */
  public static List<Problem> problems(String name, String path, JsonObject program) {
    List<Problem> problems = new ArrayList<>();
    ProgramSpec _ = new ProgramReader(name, path, program, Path.of("/"), 1, problems).read();
    return problems;
  }

  private static boolean isSound(String path, List<Problem> problems) {
    return problems.stream()
        .noneMatch(problem -> problem.key().equals(path) || problem.key().startsWith(path + "."));
  }
}
