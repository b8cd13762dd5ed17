package org.jdeploy.runtime.log;

import java.nio.file.Path;

/** Where a program's output goes: {@code JPM_HOME/logs/NAME[-SLOT].{out,err}.log}. */
public final class LogFiles {
  private LogFiles() {}

  /**
   * @param several the program has more than one instance: the slot is part of the name
   */
  public static Path out(Path home, String program, int slot, boolean several) {
    return file(home, program, slot, several, "out");
  }

  public static Path err(Path home, String program, int slot, boolean several) {
    return file(home, program, slot, several, "err");
  }

  /** Rotated files have a number at the end, 1 for the youngest. */
  static Path rotated(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private static Path file(Path home, String program, int slot, boolean several, String stream) {
    String name = several ? program + "-" + slot : program;
    return home.resolve("logs").resolve(name + "." + stream + ".log");
  }
}
