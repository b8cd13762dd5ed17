package org.jdeploy.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.json.Json;

/**
 * A script given on the command line, to become a program file.
 *
 * @param instances as written in a program file
 */
record Script(
    Path file,
    String name,
    Optional<String> instances,
    List<String> environment,
    List<String> args) {

  /** The program's name when none is given: the file's without its ending. */
  static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Writes {@code programs.d/NAME.json}, which is there in one piece or not at all. */
  Path write(JpmHome home) {
    Path target = home.programs().resolve(name + ".json");
    Path fresh = home.programs().resolve("." + name + ".new");
    Map<String, Object> program = new LinkedHashMap<>();
    program.put("command", command());
    program.put("directory", Path.of("").toAbsolutePath().toString());
    instances.ifPresent(
        number -> program.put("instances", isNumber(number) ? Integer.parseInt(number) : number));
    if (!environment.isEmpty()) {
      program.put("environment", variables());
    }
    try {
      Files.createDirectories(
          home.programs(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(fresh, Json.pretty(Map.of("programs", Map.of(name, program))));
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return target;
    } catch (IOException e) {
      throw new Failure(ExitCodes.FAILED, "cannot write " + target + ": " + e.getMessage());
    }
  }

  private List<String> command() {
    List<String> words = new ArrayList<>();
    String path = file.toAbsolutePath().normalize().toString();
    if (path.endsWith(".js") || path.endsWith(".cjs") || path.endsWith(".mjs")) {
      words.add("node");
    } else if (!Files.isExecutable(file)) {
      throw new Failure(
          ExitCodes.USAGE, file + " is neither JavaScript nor executable (chmod +x " + file + ")");
    }
    words.add(path);
    words.addAll(args);
    return words;
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String pair : environment) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new Failure(ExitCodes.USAGE, "--env wants KEY=value, not \"" + pair + "\"");
      }
      variables.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return variables;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(Character::isDigit) && text.length() < 5;
  }
}
