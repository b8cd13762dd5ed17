package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.program.FileSet;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.Reading;

/**
 * The program files that a command was given, as read.
 *
 * @param place as the user said it
 */
record ProgramFiles(Path place, List<Reading> readings) {

  /**
   * Reads a file and those it includes, or a directory.
   *
   * @throws Failure when there is no such place
   */
  static ProgramFiles read(Session session, Path place) {
    if (!Files.exists(place)) {
      throw new Failure(ExitCodes.USAGE, "there is no file " + place);
    }
    try {
      return new ProgramFiles(place, FileSet.read(place, session.environment()));
    } catch (IOException e) {
      throw new Failure(ExitCodes.USAGE, "cannot read " + place + ": " + e.getMessage());
    }
  }

  boolean hasBroken() {
    return readings.stream().anyMatch(Reading::isBroken);
  }

  /** Tells on stderr what is wrong, and what was left out. */
  void tell(Session session) {
    for (Reading reading : readings) {
      for (Problem problem : reading.problems()) {
        session.err().println("jpm: " + problem);
      }
      if (!reading.isBroken()) {
        reading.remarks().forEach(remark -> session.err().println("jpm: note: " + remark));
      }
    }
  }

  /** The programs of the files that can be used. */
  Map<Path, List<ProgramSpec>> good() {
    Map<Path, List<ProgramSpec>> good = new LinkedHashMap<>();
    for (Reading reading : readings) {
      if (!reading.isBroken()) {
        good.put(reading.file(), reading.programs());
      }
    }
    return good;
  }

  /** Whose programs stay as they are: what a broken file says is not known. */
  List<Path> broken() {
    return readings.stream().filter(Reading::isBroken).map(Reading::file).toList();
  }
}
