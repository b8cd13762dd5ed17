package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jdeploy.runtime.program.ProgramSpec.Logs;

/** Moves a full log file out of the way by renaming: {@code x.log} → {@code x.log.1} → … */
final class Rotation {
  private final Path file;
  private final Logs policy;
  private long dueAt;

  Rotation(Path file, Logs policy) {
    this.file = file;
    this.policy = policy;
    this.dueAt = policy.maxSize();
  }

  long maxSize() {
    return policy.maxSize();
  }

  /** How much may still be written to a file of this size; 0 when it is to be rotated. */
  long room(long size) {
    return policy.maxSize() <= 0 ? Long.MAX_VALUE : Math.max(0, dueAt - size);
  }

  /**
   * @param size of the file; when it cannot be renamed it may grow by the permitted size again,
   *     before this is tried once more
   */
  void rotate(long size) throws IOException {
    dueAt = size + policy.maxSize();
    int beyond = Math.max(1, policy.keep() + 1);
    while (Files.deleteIfExists(LogFiles.rotated(file, beyond))) {
      beyond++; // more were kept formerly
    }
    for (int number = policy.keep(); number > 1; number--) {
      move(LogFiles.rotated(file, number - 1), LogFiles.rotated(file, number));
    }
    if (policy.keep() > 0) {
      move(file, LogFiles.rotated(file, 1));
    } else {
      Files.deleteIfExists(file);
    }
    dueAt = policy.maxSize();
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
