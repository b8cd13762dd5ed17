package org.jdeploy.runtime.log;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Spawned;

/** A process that logs to a small disk until it is full, and tells what becomes of it. */
final class FullDisk {
  private FullDisk() {}

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[0]);
    LinuxHost host = new LinuxHost();
    LinkedBlockingQueue<LogTrouble> troubles = new LinkedBlockingQueue<>();
    try (Programs programs = new Programs(host);
        LogPump pump =
            new LogPump(host, LogReceivers.USUAL, Throwable::printStackTrace, troubles::add)) {
      Path fifo = programs.fifo(Path.of(args[1]), "fifo");
      Path file = disk.resolve("logs/app.log");
      Path other = disk.resolve("logs/other.log.20200101-000000.000");
      Files.createDirectories(other.resolveSibling(""));
      Files.writeString(other, "x".repeat(50_000));
      Path otherFifo = programs.fifo(Path.of(args[1]), "other");
      pump.open(
          "other", otherFifo, disk.resolve("logs/other.log"), Programs.logs(0, 9), Programs.SOURCE);
      pump.open("app", fifo, file, Programs.logs(100_000, 1000), Programs.SOURCE);
      programs.awaitExit(programs.sh(fifo, "seq 1 600000"));
      await().until(() -> LogTail.last(file, 1).equals(List.of("600000")));
      System.out.println("dropped " + pump.dropped("app"));
      System.out.println("kept " + (RotatedFile.of(file).size() > 5));
      System.out.println("other's old file " + Files.exists(other));

      for (RotatedFile rotated : RotatedFile.of(file)) {
        rotated.delete();
      }
      try (var ballast = Files.newOutputStream(disk.resolve("ballast"))) {
        byte[] block = new byte[4096];
        while (true) {
          ballast.write(block);
        }
      } catch (java.io.IOException e) {
        System.out.println("disk is full");
      }
      Spawned program = programs.sh(fifo, "seq 1 100000");
      System.out.println("program " + programs.awaitExit(program));
      await().until(() -> pump.trouble("app").isPresent());
      System.out.println("trouble " + pump.trouble("app").orElse(""));
      Files.delete(disk.resolve("ballast"));
      programs.awaitExit(programs.sh(fifo, "echo space again"));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> LogTail.last(file, 1).equals(List.of("space again")));
      long lost = pump.dropped("app");
      System.out.println("lost some " + (lost > 100_000));
      System.out.println(
          "said "
              + LogTail.last(file, 3).stream()
                  .anyMatch(line ->
                      line.equals(
                          "[jpm: "
                              + lost
                              + " bytes are missing here: ENOSPC, no space left on the disk]")));
      await().until(() -> troubles.size() == 2);
      System.out.println("over " + (troubles.toArray(LogTrouble[]::new)[1].lost() == lost));
    }
  }
}
