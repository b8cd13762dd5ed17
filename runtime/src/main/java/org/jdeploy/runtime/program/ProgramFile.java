package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jdeploy.runtime.json.Checker;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.SourceText;

/** Reads program files: {@code {"programs": {"blogd": {…}}}}, JSON with comments. */
public final class ProgramFile {
  private ProgramFile() {}

  /**
   * Reads a file; relative paths in it begin at its directory, "max" instances are this machine's
   * processors.
   *
   * @throws ProgramFileException with all problems
   * @throws IOException when it cannot be read
   */
  public static List<ProgramSpec> read(Path file) throws IOException {
    Path base = file.toAbsolutePath().normalize().getParent();
    try {
      return parse(
          SourceText.read(file, file.toString()),
          file.toString(),
          base == null ? Path.of("/") : base);
    } catch (JsonSyntaxException e) {
      throw new ProgramFileException(List.of(e.problem()));
    }
  }

  /** As {@link #parse(String, String, Path, int)} with this machine's processors. */
  public static List<ProgramSpec> parse(String text, String fileName, Path base) {
    return parse(text, fileName, base, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads a text.
   *
   * @param fileName what to call the text in messages
   * @param base where relative paths begin; absolute
   * @param processors what "max" instances are
   * @throws ProgramFileException with all problems
   */
  public static List<ProgramSpec> parse(String text, String fileName, Path base, int processors) {
    List<Problem> problems = new ArrayList<>();
    JsonValue tree;
    try {
      tree = Json.parseRelaxed(text, fileName, problems::add);
    } catch (JsonSyntaxException e) {
      problems.add(e.problem());
      throw new ProgramFileException(problems);
    }
    List<Problem> ofKeys = Checker.check(tree, ProgramKeys.FILE);
    problems.addAll(ofKeys);
    List<ProgramSpec> specs = new ArrayList<>();
    if (tree instanceof JsonObject file && file.get("programs") instanceof JsonObject programs) {
      programs
          .members()
          .forEach((name, program) -> {
            String path = "programs." + name;
            if (program instanceof JsonObject object && isSound(path, ofKeys)) {
              specs.add(new ProgramReader(name, path, object, base, processors, problems).read());
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new ProgramFileException(problems);
    }
    return List.copyOf(specs);
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
