package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a program's output goes: {@code JPM_HOME/logs/NAME[-SLOT].{out,err}.log}. The slot is part
 * of the name when there are several instances, and always when the program's own name ends like a
 * slot: so no two instances share a file.
 */
public final class LogFiles {
  private static final Pattern ENDS_LIKE_A_SLOT = Pattern.compile(".*-[0-9]+", Pattern.DOTALL);

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

  /** A file that was named in a program file; several instances put their slot in the name. */
  public static Path custom(Path file, int slot, boolean several) {
    if (!several) {
      return file;
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String numbered =
        dot <= 0 ? name + "-" + slot : name.substring(0, dot) + "-" + slot + name.substring(dot);
    return file.resolveSibling(numbered);
  }

  /** Beside a log file, hidden: when which of its bytes came. */
  static Path times(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".times");
  }

  private static Path file(Path home, String program, int slot, boolean several, String stream) {
    boolean numbered = several || ENDS_LIKE_A_SLOT.matcher(program).matches();
    String name = numbered ? program + "-" + slot : program;
    return home.resolve("logs").resolve(name + "." + stream + ".log");
  }
}
