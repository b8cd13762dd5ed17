package org.jdeploy.runtime.host;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file a command's first word means. */
public final class Executables {
  private Executables() {}

  /**
   * @param name with a slash: a file below the directory or an absolute one; else looked up
   * @param path the program's PATH, not ours; empty entries mean the directory
   * @throws SpawnException with a sentence that says where was looked
   */
  public static Path find(String name, String path, Path directory) {
    if (name.isEmpty()) {
      throw new SpawnException("the command is empty");
    }
    if (name.indexOf('/') >= 0) {
      return directory.resolve(name);
    }
    Path notExecutable = null;
    for (String entry : path.split(":", -1)) {
      Path candidate = directory.resolve(entry).resolve(name);
      if (Files.isRegularFile(candidate)) {
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
        notExecutable = candidate;
      }
    }
    if (notExecutable != null) {
      throw new SpawnException(
          notExecutable + " is not executable (chmod +x " + notExecutable + ")");
    }
    throw new SpawnException(
        "there is no program " + name + " in the program's PATH (" + path + ")");
  }
}
