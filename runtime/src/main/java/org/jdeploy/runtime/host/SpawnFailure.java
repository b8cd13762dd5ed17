package org.jdeploy.runtime.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says why a process could not begin. The kernel gives one number for several causes, so this looks
 * at the files afterwards.
 */
final class SpawnFailure {
  private SpawnFailure() {}

  static String directory(Path directory, int errno) {
    String what = "the working directory " + directory;
    if (errno == Errno.ENOENT.number) {
      return Files.isSymbolicLink(directory)
          ? what + " is a link to " + linkTarget(directory) + ", which does not exist"
          : what + " does not exist";
    }
    if (errno == Errno.ENOTDIR.number) {
      return what + " is not a directory";
    }
    if (errno == Errno.EACCES.number) {
      return what + " cannot be reached by this user: permission denied";
    }
    return errno == Errno.EMFILE.number || errno == Errno.ENFILE.number
        ? "cannot open " + what + ": " + limit(errno)
        : "cannot open " + what + ": " + Errno.describe(errno);
  }

  static String executable(Path executable, Path directory, int errno) {
    if (errno == Errno.ENOENT.number) {
      return Files.exists(executable) ? interpreter(executable) : missing(executable);
    }
    if (errno == Errno.ENOTDIR.number) {
      return missing(executable);
    }
    if (errno == Errno.EACCES.number) {
      return denied(executable, directory);
    }
    if (errno == Errno.ENOEXEC.number) {
      return head(executable).startsWith("\u007fELF")
          ? executable + " is a program for another kind of machine"
          : executable
              + " is not a program: if it is a script, its first line must be like #!/bin/sh";
    }
    if (errno == Errno.EAGAIN.number
        || errno == Errno.EMFILE.number
        || errno == Errno.ENFILE.number) {
      return "cannot start " + executable + ": " + limit(errno);
    }
    return "cannot start " + executable + ": " + Errno.describe(errno);
  }

  /** Why a program could not begin, for one that a shell is to become: it cannot tell us. */
  static Optional<String> foreseen(Path executable, Path directory) {
    int error = access(executable);
    if (error != 0) {
      return Optional.of(executable(executable, directory, error));
    }
    if (Files.isDirectory(executable)) {
      return Optional.of(denied(executable, directory));
    }
    String head = head(executable);
    if (!head.startsWith("#!")) {
      boolean script =
          !head.isEmpty() && !head.startsWith("\u007fELF") && Files.isReadable(executable);
      return script
          ? Optional.of(executable(executable, directory, Errno.ENOEXEC.number))
          : Optional.empty();
    }
    return switch (access(directory.resolve(shebang(executable)))) {
      case 0 -> Optional.empty();
      case 2 /* ENOENT */ -> Optional.of(interpreter(executable));
      default -> Optional.of(denied(executable, directory));
    };
  }

  /** 0, or the error that executing it gives to whoever this thread is. */
  private static int access(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      return -Libc.call(
          Libc.Function.ACCESS, Libc.string(arena, file.toString()).address(), 1 /* X_OK */);
    }
  }

  /** What a lack of descriptors or processes means to a person. */
  static String resource(HostException e) {
    int errno = e.errno();
    return errno == Errno.EMFILE.number || errno == Errno.ENFILE.number
        ? limit(errno)
        : e.getMessage();
  }

  private static String limit(int errno) {
    if (errno == Errno.EAGAIN.number) {
      return "this user has as many processes as allowed (EAGAIN; see ulimit -u, TasksMax of"
          + " systemd)";
    }
    return errno == Errno.EMFILE.number
        ? "the supervisor has as many files open as allowed (EMFILE; see ulimit -n)"
        : "this machine has as many files open as allowed (ENFILE; see sysctl fs.file-max)";
  }

  private static String missing(Path executable) {
    return Files.isSymbolicLink(executable)
        ? executable + " is a link to " + linkTarget(executable) + ", which does not exist"
        : executable + " does not exist";
  }

  private static String denied(Path executable, Path directory) {
    if (Files.isDirectory(executable)) {
      return executable + " is a directory, not a program";
    }
    if (!Files.isExecutable(directory)) {
      return "the working directory "
          + directory
          + " cannot be entered by this user: permission denied";
    }
    if (Files.isRegularFile(executable) && !Files.isExecutable(executable)) {
      return isForSomebody(executable)
          ? executable + " may not be executed by this user: permission denied"
          : executable + " is not executable (chmod +x " + executable + ")";
    }
    String interpreter = shebang(executable);
    return interpreter.isEmpty()
        ? executable + " may not be executed by this user: permission denied"
        : executable + " asks for the interpreter " + interpreter + ", which may not be executed";
  }

  private static boolean isForSomebody(Path executable) {
    try {
      return ((int) Files.getAttribute(executable, "unix:mode") & 0111) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** The file is there, yet the kernel says ENOENT: what it needs to run is not. */
  private static String interpreter(Path executable) {
    String interpreter = shebang(executable);
    if (interpreter.endsWith("\r")) {
      return executable
          + " has Windows line ends: its first line asks for an interpreter named "
          + interpreter.strip()
          + "\\r";
    }
    return interpreter.isEmpty()
        ? executable + " was built for another Linux: the loader it asks for does not exist here"
        : executable + " asks for the interpreter " + interpreter + ", which does not exist";
  }

  private static String shebang(Path executable) {
    String head = head(executable);
    if (!head.startsWith("#!")) {
      return "";
    }
    int end = head.indexOf('\n');
    String line = (end < 0 ? head : head.substring(0, end)).substring(2).stripLeading();
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(256), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "nowhere";
    }
  }
}
