package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Nothing of the demo stays behind. */
final class Leftovers {
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  private Leftovers() {}

  /**
   * Waits for every process that works in a directory, was started from it or has a file of it open
   * to end; ends those that do not.
   *
   * @return those that had to be ended, for a person
   */
  static List<String> processes(Path directory) {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (!of(directory).isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    List<String> left = new ArrayList<>();
    for (ProcessHandle process : of(directory)) {
      left.add(process.pid() + " " + process.info().commandLine().orElse(""));
      process.destroyForcibly();
    }
    return left;
  }

  private static List<ProcessHandle> of(Path directory) {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .filter(process -> isOf(process.pid(), directory))
        .toList();
  }

  private static boolean isOf(long pid, Path directory) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      Path works = Files.readSymbolicLink(proc.resolve("cwd"));
      // A release that was removed meanwhile reads as "… (deleted)".
      if (works.toString().startsWith(directory.toString() + "/")) {
        return true;
      }
      return Files.readString(proc.resolve("cmdline")).contains(directory.toString() + "/")
          || holdsOpen(proc, directory);
    } catch (IOException _) {
      return false;
    }
  }

  /** What keeps a program's pipes open has nothing else to do with the directory. */
  private static boolean holdsOpen(Path proc, Path directory) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().startsWith(directory + "/")) {
          return true;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return false;
  }

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
