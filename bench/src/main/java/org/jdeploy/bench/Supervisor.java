package org.jdeploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process supervisor under measurement, driven by its own command line in a home of its own. */
sealed interface Supervisor {

  String name();

  /** Starts the application in the directory with two instances. */
  void start() throws IOException, InterruptedException;

  /** Exit code of the reload. */
  int reload() throws IOException, InterruptedException;

  void stop() throws IOException, InterruptedException;

  /**
   * @param launcher {@code bin/jpm}
   */
  record Jpm(Path launcher, Path directory, int port) implements Supervisor {
    @Override
    public String name() {
      return "jpm";
    }

    @Override
    public void start() throws IOException, InterruptedException {
      Files.writeString(
          directory.resolve("app.json"),
          """
          {"programs": {"app": {"command": "node app.js", "directory": "%s", "instances": 2, "environment": {"PORT": "%d"}}}}
          """
              .formatted(directory, port));
      check(run("apply", directory.resolve("app.json").toString()), "jpm apply");
    }

    @Override
    public int reload() throws IOException, InterruptedException {
      return run("reload", "app");
    }

    @Override
    public void stop() throws IOException, InterruptedException {
      run("shutdown");
    }

    private int run(String... words) throws IOException, InterruptedException {
      return exec(
          launcher, directory, Map.of("JPM_HOME", directory.resolve("jpm").toString()), words);
    }
  }

  /**
   * @param launcher {@code node_modules/.bin/pm2}
   */
  record Pm2(Path launcher, Path directory, int port) implements Supervisor {
    @Override
    public String name() {
      return "PM2";
    }

    @Override
    public void start() throws IOException, InterruptedException {
      check(run("start", "app.js", "--name", "app", "-i", "2"), "pm2 start");
    }

    @Override
    public int reload() throws IOException, InterruptedException {
      return run("reload", "app");
    }

    @Override
    public void stop() throws IOException, InterruptedException {
      run("kill");
    }

    private int run(String... words) throws IOException, InterruptedException {
      Map<String, String> environment =
          Map.of(
              "PM2_HOME",
              directory.resolve("pm2").toString(),
              "PORT",
              Integer.toString(port),
              "PM2_DISABLE_VERSION_CHECK",
              "true");
      return exec(launcher, directory, environment, words);
    }
  }

  private static int exec(
      Path launcher, Path directory, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Path log = directory.resolve("commands.log");
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start().waitFor();
  }

  private static void check(int exit, String what) {
    if (exit != 0) {
      throw new IllegalStateException(what + " exited with " + exit);
    }
  }
}
