package org.jdeploy.runtime.program;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jdeploy.runtime.json.JsonSyntaxException;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;
import org.jdeploy.runtime.json.SourceText;

/** Finds and reads what {@code [include] files=} names. */
final class SupervisorInclude {
  private SupervisorInclude() {}

  /** The files in the order of the globs, those of one glob sorted, none twice. */
  static List<SupervisorSource> of(SupervisorValues in) {
    SupervisorKeys.checkInclude(in);
    Optional<String> globs = in.text("files");
    if (globs.isEmpty()) {
      in.problem("files", "is missing, expected such as files=conf.d/*.conf");
      return List.of();
    }
    List<SupervisorSource> sources = new ArrayList<>();
    List<Path> already = new ArrayList<>(List.of(in.source().file()));
    for (String glob : globs.get().split("\\s+")) {
      List<Path> found = matching(in, glob);
      if (found.isEmpty()) {
        in.remark("files", "no file matches " + glob);
      }
      for (Path file : found) {
        if (!already.contains(file)) {
          already.add(file);
          sources.add(read(file));
        }
      }
    }
    return sources;
  }

  private static SupervisorSource read(Path file) {
    String name = file.toString();
    try {
      SupervisorSource source = new SupervisorSource(file, name, SourceText.read(file, name));
      for (Ini.Section section : source.sections()) {
        if (section.name().equals("include")) {
          source.remark(section, "is left out: a file that is included includes nothing");
        }
      }
      return source;
    } catch (JsonSyntaxException e) {
      return SupervisorSource.broken(file, e.problem());
    } catch (IOException e) {
      return SupervisorSource.broken(
          file, new Problem(Location.of(name), "", "cannot be read: " + e.getMessage()));
    }
  }

  /** Names of the path are matched one after the other, as glob(7) does. */
  private static List<Path> matching(SupervisorValues in, String glob) {
    try {
      Path start = Path.of("/");
      List<Path> found = List.of(start);
      for (Path name : in.source().directory().resolve(glob).normalize()) {
        List<Path> next = new ArrayList<>();
        for (Path directory : found) {
          next.addAll(children(directory, name.toString()));
        }
        found = next;
      }
      return found.stream().filter(Files::isRegularFile).toList();
    } catch (InvalidPathException | PatternSyntaxException e) {
      in.problem("files", glob + " is no pattern of files: " + e.getMessage());
      return List.of();
    }
  }

  private static List<Path> children(Path directory, String name) {
    if (!name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0)) {
      Path child = directory.resolve(name);
      return Files.exists(child) ? List.of(child) : List.of();
    }
    PathMatcher matcher =
        FileSystems.getDefault()
            .getPathMatcher("glob:" + name.replace("\\", "\\\\").replace("{", "\\{"));
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(child -> matches(matcher, child, name)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean matches(PathMatcher matcher, Path child, String pattern) {
    Path name = child.getFileName();
    return (pattern.startsWith(".") || !name.toString().startsWith(".")) && matcher.matches(name);
  }
}
