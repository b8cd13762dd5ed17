package org.jdeploy.runtime.daemon;

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

/** The program files in {@code JPM_HOME/programs.d}. */
final class ProgramsDirectory {
  private final Path directory;
  private final DaemonLog log;

  ProgramsDirectory(Path directory, DaemonLog log) {
    this.directory = directory;
    this.log = log;
  }

  boolean contains(Path file) {
    return file.startsWith(directory);
  }

  /** What can be read; a file with mistakes is told in jpmd's log and left out. */
  Map<Path, List<ProgramSpec>> read() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> json = Files.newDirectoryStream(directory, "*.json")) {
      json.forEach(files::add);
    }
    files.sort(null);
    Map<Path, List<ProgramSpec>> all = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        all.put(file, ProgramFile.read(file));
      } catch (ProgramFileException e) {
        log.warn("not loaded: " + e.getMessage());
      }
    }
    return all;
  }

  /** The program was deleted: a file that held nothing else goes, too. */
  void forget(String program, Path source) {
    if (!contains(source) || !Files.exists(source)) {
      return;
    }
    try {
      List<ProgramSpec> all = ProgramFile.read(source);
      if (all.size() == 1 && all.getFirst().name().equals(program)) {
        Files.delete(source);
      } else {
        log.warn(program + " is deleted but still in " + source + ": take it out there");
      }
    } catch (ProgramFileException | IOException e) {
      log.warn("cannot take " + program + " out of " + source + ": " + e.getMessage());
    }
  }
}
