package org.jdeploy.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.JsonValue.JsonArray;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;
import org.jdeploy.runtime.json.JsonValue.JsonText;

/**
 * A jpmd with a home of its own, driven by {@code bin/jpm} as users do; programs and daemon are
 * gone when it is closed.
 */
final class Jpm implements AutoCloseable {
  private static final String LAUNCHER = Project.TOP.resolve("bin/jpm").toString();

  private final Path directory;
  private final Path home;
  private final List<String> prefix;

  private Jpm(Path directory, List<String> prefix) {
    this.directory = directory;
    this.home = directory.resolve("home");
    this.prefix = prefix;
  }

  static Jpm start() {
    return start(List.of());
  }

  /**
   * Starts the daemon.
   *
   * @param prefix words before each command, such as {@code setpriv}
   */
  static Jpm start(List<String> prefix) {
    try {
      Jpm jpm = new Jpm(Files.createTempDirectory(Path.of("/tmp"), "jf"), prefix);
      Command.of(jpm.directory, "chmod", "777", jpm.directory.toString()).succeed();
      Command.of(jpm.directory, LAUNCHER, "--version")
          .succeed(); // builds, as the owner of the clone
      jpm.succeed("daemon");
      return jpm;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** For programs and their files. */
  Path directory() {
    return directory;
  }

  Path home() {
    return home;
  }

  Command command(String... arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(LAUNCHER);
    words.addAll(List.of(arguments));
    return new Command(words, directory, Map.of("JPM_HOME", home.toString(), "COLUMNS", "200"));
  }

  Command.Result run(String... arguments) {
    return command(arguments).run();
  }

  Command.Result succeed(String... arguments) {
    return command(arguments).succeed();
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Applies programs, the members of {@code {"programs": {…}}}. */
  Command.Result apply(String programs) {
    return run("apply", write("programs.json", "{\"programs\": {" + programs + "}}").toString());
  }

  List<JsonObject> status(String... targets) {
    List<String> words = new ArrayList<>(List.of("status", "--json"));
    words.addAll(List.of(targets));
    JsonArray rows = (JsonArray) Json.parse(run(words.toArray(String[]::new)).out(), "status");
    return rows.items().stream().map(JsonObject.class::cast).toList();
  }

  static String text(JsonObject row, String key) {
    return row.get(key) instanceof JsonText(String text, _) ? text : "";
  }

  static long number(JsonObject row, String key) {
    return row.get(key) instanceof JsonNumber(var number, _) ? number.longValue() : -1;
  }

  String state(String program) {
    return text(status(program).getFirst(), "state");
  }

  String description(String program) {
    return text(status(program).getFirst(), "description");
  }

  long pid(String program) {
    return number(status(program).getFirst(), "pid");
  }

  long daemon() {
    JsonObject version = (JsonObject) Json.parse(succeed("version", "--json").out(), "version");
    return version.get("jpmd") instanceof JsonObject daemon ? number(daemon, "pid") : -1;
  }

  /** What a program printed. */
  List<String> log(String program) {
    try {
      return Files.readAllLines(home.resolve("logs/" + program + ".out.log"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(200)).atMost(Duration.ofMinutes(2));
  }

  @Override
  public void close() throws IOException {
    run("shutdown");
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
