package org.jdeploy.runtime.program;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What would keep a program from starting now but may be right by then: no errors of its file. */
public final class ProgramWarnings {
  private ProgramWarnings() {}

  /**
   * Sentences for a person; none when all is there.
   *
   * @param path directories where commands are looked up, when the program names none
   */
  public static List<String> of(ProgramSpec spec, String path) {
    List<String> warnings = new ArrayList<>();
    if (!Files.isDirectory(spec.directory())) {
      warnings.add(spec.name() + ": the directory " + spec.directory() + " does not exist yet");
    }
    spec.environmentFile()
        .filter(file -> !Files.isReadable(file))
        .ifPresent(file ->
            warnings.add(spec.name() + ": the environmentFile " + file + " cannot be read yet"));
    spec.environmentFile()
        .flatMap(ProgramWarnings::exposure)
        .ifPresent(words -> warnings.add(spec.name() + ": the environmentFile " + words));
    String word = spec.command().getFirst();
    if (executable(spec, word, path).isEmpty()) {
      warnings.add(
          spec.name()
              + ": "
              + (word.contains("/")
                  ? "there is no executable " + word + " yet"
                  : "there is no " + word + " in PATH"));
    }
    return warnings;
  }

  private static Optional<String> exposure(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      String cure = " (chmod 600 " + file + ")";
      if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
          || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
        return Optional.of(file + " can be changed by others" + cure);
      }
      return permissions.contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of(file + " can be read by everybody on this machine" + cure)
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // it is not there: told already
    }
  }

  private static Optional<Path> executable(ProgramSpec spec, String word, String path) {
    try {
      if (word.contains("/")) {
        return Optional.of(spec.directory().resolve(word)).filter(Files::isExecutable);
      }
      for (String directory :
          spec.environment().getOrDefault("PATH", path).split(File.pathSeparator)) {
        Path candidate = Path.of(directory, word);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    } catch (InvalidPathException _) {
      // a word that no file can be called
    }
    return Optional.empty();
  }
}
