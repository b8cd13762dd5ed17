package org.jdeploy.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.json.Json;

/** A home of its own with a real daemon in a process of its own; all of it goes at the end. */
final class TestHome implements AutoCloseable {
  private final Path directory;
  private final JpmHome home;
  private final Map<String, String> environment = new HashMap<>(System.getenv());

  TestHome() {
    try {
      directory = Files.createTempDirectory(Path.of("/tmp"), "jpm");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    home = new JpmHome(directory.resolve("home"));
    environment.put("JPM_HOME", home.toString());
    environment.put("COLUMNS", "120");
    environment.put("JPM_NO_GUARD", "1");
    environment.remove("JPM_LAUNCHER");
  }

  /** What a command printed, and its exit code. */
  record Result(int code, String out, String err) {
    Result succeeds() {
      assertThat(code).as("%s%n%s", out, err).isZero();
      return this;
    }
  }

  JpmHome home() {
    return home;
  }

  /** Beside the home: for programs and their files. */
  Path work() {
    return directory;
  }

  /** What commands find in their environment from now on; empty for nothing. */
  void environment(String name, String value) {
    if (value.isEmpty()) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Runs a command meanwhile; what it printed so far is in the buffer. */
  Thread jpmMeanwhile(ByteArrayOutputStream out, String... args) {
    return Thread.ofPlatform().start(() -> jpm(out, new ByteArrayOutputStream(), args));
  }

  Result jpm(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = jpm(out, err, args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private int jpm(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
    return Jpm.run(
        args,
        new Session(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false));
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shell script that can be run. */
  Path script(String name, String text) {
    Path file = write(name, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** A program file; {@code @DIR} stands for {@link #work}. */
  Path programs(String json) {
    return write("programs.json", json.replace("@DIR", directory.toString()));
  }

  String log(String name) {
    Path file = home.logs().resolve(name);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<InstanceStatus> status(String... targets) {
    List<String> args = new ArrayList<>(List.of("status", "--json"));
    args.addAll(List.of(targets));
    return StatusCommand.rows(Json.parse(jpm(args.toArray(String[]::new)).out(), "status"));
  }

  List<Integer> pids(String program) {
    return status(program).stream().map(row -> row.pid().orElse(-1)).toList();
  }

  long daemonPid() {
    return Fields.of(Json.parse(jpm("version", "--json").out(), "version"))
        .object("jpmd")
        .orElseThrow()
        .number("pid");
  }

  /** As an out-of-memory killer would do it. */
  void killDaemon() {
    ProcessHandle daemon = ProcessHandle.of(daemonPid()).orElseThrow();
    daemon.destroyForcibly();
    await().until(() -> !daemon.isAlive());
  }

  static org.awaitility.core.ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> programs = programs();
    jpm("shutdown");
    programs.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Those that a daemon which was killed left, too. */
  private List<ProcessHandle> programs() throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    Path runs = home.state().resolve("runs");
    if (Files.isDirectory(runs)) {
      try (Stream<Path> files = Files.list(runs)) {
        for (Path file : files.filter(file -> file.toString().endsWith(".json")).toList()) {
          Fields.of(Json.parse(Files.readString(file), "run"))
              .optionalLong("pid")
              .ifPresent(pid -> ProcessHandle.of(pid).ifPresent(found::add));
        }
      }
    }
    return found;
  }
}
