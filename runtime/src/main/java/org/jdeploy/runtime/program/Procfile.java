package org.jdeploy.runtime.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.json.Location;
import org.jdeploy.runtime.json.Problem;

/**
 * Reads a Procfile: {@code name: command}, one a line. A line that needs a shell gets one; plain
 * {@code NAME=value} words before the command become its environment; a {@code .env} beside the
 * file is its environmentFile, as with foreman and its relatives.
 */
final class Procfile {
  private static final Pattern LINE = Pattern.compile("([^:\\s]+)\\s*:\\s*(.+)");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9_./:@%+,-]*)\\s+");
  private static final String FOR_A_SHELL = "$`;&|<>(){}*?[]~!#\n";

  private static final List<String> BUILT_IN =
      List.of("cd", "exec", "export", "source", ".", "if", "for", "while", "eval", "set", "ulimit");

  private final String name;
  private final Path file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> remarks = new ArrayList<>();
  private final Map<Location, String> keys = new HashMap<>();
  private final Map<String, Integer> seen = new LinkedHashMap<>();

  private Procfile(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  /** The file in our keys. */
  static Converted read(Path file, String name, String text) {
    return new Procfile(file, name).read(text);
  }

  private Converted read(String text) {
    Location top = new Location(name, 1, 1);
    Draft programs = new Draft(top);
    String[] lines = text.split("\r?\n|\r", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Location at = new Location(name, i + 1, 1 + lines[i].indexOf(line));
        line(line, at, programs);
      }
    }
    Path parent = file.getParent();
    return new Converted(
        file,
        parent == null ? Path.of("/") : parent,
        new Draft(top).put("programs", programs.json()).json(),
        Map.copyOf(keys),
        problems,
        remarks);
  }

  private void line(String line, Location at, Draft programs) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      problems.add(new Problem(at, "", "expected name: command, found \"" + Ini.cut(line) + "\""));
      return;
    }
    String program = matcher.group(1);
    keys.put(at, program);
    Integer before = seen.putIfAbsent(program, at.line());
    if (before != null) {
      problems.add(new Problem(at, program, "stands in line " + before + " too"));
      return;
    }
    Draft draft = new Draft(at);
    command(program, matcher.group(2).strip(), draft, at);
    if (Files.isRegularFile(file.resolveSibling(".env"))) {
      draft.text("environmentFile", file.resolveSibling(".env").toString(), at);
    }
    if (program.equals("release")) {
      draft.flag("autostart", false, at);
      remarks.add(
          new Problem(at, program, "runs once a release: it is not started by itself here"));
    }
    programs.put(program, draft.json());
  }

  private void command(String program, String command, Draft draft, Location at) {
    String rest = command;
    Map<String, String> environment = new LinkedHashMap<>();
    Matcher assignment = ASSIGNMENT.matcher(rest);
    while (assignment.lookingAt()) {
      environment.put(assignment.group(1), assignment.group(2));
      rest = rest.substring(assignment.end());
      assignment = ASSIGNMENT.matcher(rest);
    }
    if (needsShell(rest)) {
      boolean simple =
          environment.isEmpty()
              && rest.chars().noneMatch(c -> ";&|(){}!\n#".indexOf(c) >= 0)
              && !rest.matches("[A-Za-z_][A-Za-z0-9_]*=.*");
      String script = simple && !startsBuiltIn(rest) ? "exec " + rest : command;
      environment.clear();
      draft.texts("command", List.of("/bin/sh", "-c", script), at);
      if (rest.matches(".*\\$\\{?PORT\\b.*")) {
        remarks.add(
            new Problem(at, program, "uses PORT, which jpm does not choose: set it in .env"));
      }
    } else {
      try {
        ShellWords.split(rest);
        draft.text("command", rest, at);
      } catch (ShellWords.Unbalanced e) {
        problems.add(new Problem(at, program, e.reason()));
        draft.text("command", "?", at);
      }
    }
    environment.forEach((variable, value) -> draft.in("environment", at).text(variable, value, at));
  }

  private static boolean startsBuiltIn(String command) {
    return BUILT_IN.contains(command.split("\\s", 2)[0]);
  }

  /** Whether words alone are not what it means; quotes of the simple kind protect. */
  private static boolean needsShell(String command) {
    if (startsBuiltIn(command) || command.matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
      return true;
    }
    boolean quoted = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && FOR_A_SHELL.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }
}
