package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.program.FileSet;
import org.jdeploy.runtime.program.ProgramFile;
import org.jdeploy.runtime.program.ProgramFileException;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.Reading;

/** The program files in {@code JPM_HOME/programs.d}. */
final class ProgramsDirectory {
  private final Path directory;
  private final Map<String, String> environment;
  private final DaemonLog log;

  /**
   * @param environment for {@code %(ENV_X)s} of Supervisor's files
   */
  ProgramsDirectory(Path directory, Map<String, String> environment, DaemonLog log) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  boolean contains(Path file) {
    return file.startsWith(directory);
  }

  /** What can be read; what is wrong is told in jpmd's log. */
  List<Reading> read() throws IOException {
    List<Reading> all = FileSet.read(directory, environment);
    for (Reading reading : all) {
      reading.problems().forEach(problem -> log.warn("not loaded: " + problem));
      if (!reading.isBroken()) {
        reading.remarks().forEach(remark -> log.info("note: " + remark));
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
