package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jdeploy.runtime.client.JpmHome;
import org.jspecify.annotations.Nullable;

/**
 * JPM_HOME, laid out and locked: as long as it is open, no other jpmd runs here. The kernel frees
 * the lock however jpmd ends.
 */
final class HomeDirectory implements AutoCloseable {
  private static final Set<java.nio.file.attribute.PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final JpmHome home;
  private final FileChannel lock;

  private HomeDirectory(JpmHome home, FileChannel lock) {
    this.home = home;
    this.lock = lock;
  }

  JpmHome home() {
    return home;
  }

  /**
   * @throws HomeTaken when another jpmd has it
   */
  static HomeDirectory open(JpmHome home) throws IOException, HomeTaken {
    layOut(home);
    FileChannel lock =
        FileChannel.open(
            home.lock(),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    @Nullable FileLock held = lock.tryLock();
    if (held == null) {
      String pid = Files.readString(home.lock()).strip();
      lock.close();
      throw new HomeTaken(
          "a jpmd runs in " + home + " already" + (pid.isEmpty() ? "" : " (process " + pid + ")"));
    }
    lock.truncate(0);
    lock.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)),
        0);
    return new HomeDirectory(home, lock);
  }

  /** Makes what is missing of its directories. */
  void layOut() throws IOException {
    layOut(home);
  }

  private static void layOut(JpmHome home) throws IOException {
    for (Path directory :
        List.of(
            home.directory(),
            home.run(),
            home.fifos(),
            home.programs(),
            home.state(),
            home.logs())) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
    Files.setPosixFilePermissions(home.directory(), PRIVATE);
    Files.setPosixFilePermissions(home.run(), PRIVATE);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** There is one daemon a home, and this is not it. */
  static final class HomeTaken extends Exception {
    private static final long serialVersionUID = 1L;

    HomeTaken(String message) {
      super(message);
    }
  }
}
