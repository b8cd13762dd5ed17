package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads program files: {@code {"programs": {"blogd": {…}}}}, JSON with comments. */
public final class ProgramFile {
  private ProgramFile() {}

  /**
   * Reads a file; relative paths in it begin at its directory.
   *
   * @throws ProgramFileException with all problems
   * @throws IOException when it cannot be read
   */
  public static List<ProgramSpec> read(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      return List.of();
    }
    throw new IllegalStateException(file.toString());
  }

  /**
   * Reads a text.
   *
   * @param fileName what to call the text in messages
   * @param base where relative paths begin
   * @throws ProgramFileException with all problems
   */
  public static List<ProgramSpec> parse(String text, String fileName, Path base) {
    if (text.isEmpty()) {
      return List.of();
    }
    throw new IllegalStateException(text + fileName + base);
  }
}
