package org.jdeploy.runtime.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;

/** One file of a Supervisor configuration while it is read. Not thread-safe. */
final class SupervisorSource {
  private final Path file;
  private final List<Ini.Section> sections;
  private final Map<Location, String> keys = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> remarks = new ArrayList<>();

  /**
   * @param file absolute
   * @param name what to call it in messages
   */
  SupervisorSource(Path file, String name, String text) {
    this.file = file;
    this.sections = Ini.parse(text, name, problems);
    for (Ini.Section section : sections) {
      keys.put(section.at(), "[" + section.name() + "]");
      Set<String> seen = new HashSet<>();
      for (Ini.Entry entry : section.entries()) {
        keys.put(entry.at(), keyOf(section, entry));
        if (!seen.add(entry.key())) {
          remark(section, entry, "stands in this section before, this one counts");
        }
      }
    }
  }

  /** A file whose text cannot be had. */
  static SupervisorSource broken(Path file, Problem problem) {
    SupervisorSource source = new SupervisorSource(file, file.toString(), "");
    source.problems.add(problem);
    return source;
  }

  Path file() {
    return file;
  }

  Path directory() {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  List<Ini.Section> sections() {
    return sections;
  }

  private static String keyOf(Ini.Section section, Ini.Entry entry) {
    return "[" + section.name() + "] " + entry.written();
  }

  void problem(Ini.Section section, String message) {
    problems.add(new Problem(section.at(), "[" + section.name() + "]", message));
  }

  void problem(Ini.Section section, Ini.Entry entry, String message) {
    problems.add(new Problem(entry.at(), keyOf(section, entry), message));
  }

  void remark(Ini.Section section, String message) {
    remarks.add(new Problem(section.at(), "[" + section.name() + "]", message));
  }

  void remark(Ini.Section section, Ini.Entry entry, String message) {
    remarks.add(new Problem(entry.at(), keyOf(section, entry), message));
  }

  boolean isBroken() {
    return !problems.isEmpty();
  }

  Converted converted(Draft draft) {
    return new Converted(
        file,
        directory(),
        draft.json(),
        Map.copyOf(keys),
        new ArrayList<>(problems),
        Problem.sorted(remarks));
  }
}
