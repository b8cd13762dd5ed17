package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The program files of a directory, or one file with those it includes: each stands or falls for
 * itself.
 */
public final class FileSet {
  private FileSet() {}

  /** Whether the name of a file says that it is a program file. */
  public static boolean isProgramFile(Path file) {
    return Format.of(file) != null;
  }

  /**
   * Reads them all; a program that two of them define is a problem of the second one.
   *
   * @param place a file, or a directory whose {@code *.json}, {@code *.conf}, {@code *.ini} and
   *     Procfiles are meant
   * @param environment for {@code %(ENV_X)s}
   * @throws IOException when there is no such place, or the directory cannot be listed
   */
  public static List<Reading> read(Path place, Map<String, String> environment) throws IOException {
    List<Reading> all = new ArrayList<>();
    Map<String, Path> seen = new HashMap<>();
    for (Path file : files(place)) {
      for (Reading reading : one(file, environment)) {
        if (all.stream().noneMatch(other -> other.file().equals(reading.file()))) {
          all.add(unique(reading, seen));
        }
      }
    }
    return all;
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place)) {
      for (Path file : found) {
        boolean hidden = String.valueOf(file.getFileName()).startsWith(".");
        if (!hidden && isProgramFile(file) && Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    }
    files.sort(null);
    return files;
  }

  private static List<Reading> one(Path file, Map<String, String> environment) {
    try {
      return ProgramFile.readAll(file, environment);
    } catch (IOException e) {
      Problem problem =
          new Problem(
              Location.of(file.toString()),
              "",
              Files.exists(file) ? "cannot be read: " + e.getMessage() : "there is no such file");
      return List.of(ProgramFile.broken(file, problem));
    }
  }

  private static Reading unique(Reading reading, Map<String, Path> seen) {
    Reading checked = reading;
    for (ProgramSpec spec : reading.programs()) {
      @Nullable Path before = seen.putIfAbsent(spec.name(), reading.file());
      if (before != null) {
        checked =
            checked.with(
                new Problem(
                    place(reading, spec.name()),
                    "programs." + spec.name(),
                    "is defined in " + before + " already"));
      }
    }
    return checked;
  }

  private static Location place(Reading reading, String program) {
    return reading.tree().get("programs")
            instanceof org.jdeploy.runtime.json.JsonValue.JsonObject programs
        ? programs.keyAt(program)
        : reading.tree().at();
  }
}
