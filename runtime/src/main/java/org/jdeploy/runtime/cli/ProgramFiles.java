package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramFileException;
import org.jdeploy.runtime.program.ProgramSpec;

/** Reads the program files that a command was given, all their mistakes at once. */
final class ProgramFiles {
  private ProgramFiles() {}

  /**
   * @param place a file, or a directory whose {@code *.json} are meant
   * @throws Failure with a line for each mistake
   */
  static Map<Path, List<ProgramSpec>> read(Path place) {
    Map<Path, List<ProgramSpec>> all = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (Path file : files(place)) {
      try {
        all.put(file.toAbsolutePath().normalize(), ProgramFile.read(file));
      } catch (ProgramFileException e) {
        mistakes.add(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        mistakes.add("cannot read " + file + ": " + e.getMessage());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new Failure(ExitCodes.USAGE, String.join("\n", mistakes));
    }
    return all;
  }

  private static List<Path> files(Path place) {
    if (!Files.exists(place)) {
      throw new Failure(ExitCodes.USAGE, "there is no file " + place);
    }
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "*.json")) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw new Failure(ExitCodes.USAGE, "cannot list " + place + ": " + e.getMessage());
    }
    files.sort(null);
    return files;
  }
}
