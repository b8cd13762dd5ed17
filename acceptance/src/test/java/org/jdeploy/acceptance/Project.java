package org.jdeploy.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A developer's checkout of blogd with a deploy.json for a fleet: commits, and runs of {@code
 * bin/jdeploy} in it.
 */
final class Project {
  /** The clone under test. */
  static final Path TOP =
      java.util.Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private final Fleet fleet;
  private final Path directory;

  Project(Fleet fleet) throws IOException {
    this.fleet = fleet;
    this.directory = Files.createDirectory(fleet.directory().resolve("project"));
    Path blogd = TOP.resolve("examples/blogd");
    try (Stream<Path> files = Files.walk(blogd)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(blogd.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Dev Eloper");
    git("config", "user.email", "dev@example.com");
    write("VERSION", "one\n");
    commit("The first release");
    configure("");
  }

  Path directory() {
    return directory;
  }

  /**
   * Writes deploy.json for the whole fleet; more top level keys may be given, each line ending with
   * a comma.
   */
  void configure(String more) throws IOException {
    List<String> servers = new ArrayList<>();
    for (Fleet.Host host : fleet.hosts()) {
      servers.add(
          """
          {"host": "%s@127.0.0.1:%d", "name": "%s", "deployTo": "%s", "jpmHome": "%s", "vars": {"port": %d}}\
          """
              .formatted(
                  fleet.user(),
                  host.port(),
                  host.name(),
                  host.deployTo(),
                  host.jpmHome(),
                  host.http()));
    }
    write(
        "deploy.json",
        """
        {
          "application": "blogd",
          "repository": ".",
          "revision": "main",
          "deployTo": "/srv/blogd",
          "recipes": ["node", "jpm"],
          "linkedDirs": ["data"],
          "vars": {"port": 0},
          %s
          "programs": {
            "blogd": {
              "command": "node node_modules/bin/blogd",
              "instances": 2,
              "environment": {"PORT": "${vars.port}", "NODE_ENV": "production"},
              "health": {"http": "http://127.0.0.1:${vars.port}/healthz", "every": "1s", "timeout": "2s", "failures": 3},
              "ready": {"on": "listening", "timeout": "10s"},
              "stop": {"drain": "5s", "timeout": "3s"}
            }
          },
          "ssh": {"identityFile": "%s", "knownHosts": "%s", "configFile": "/dev/null"},
          "stages": {
            "production": {
              "servers": [
        %s
              ]
            }
          }
        }
        """
            .formatted(more, fleet.identity(), fleet.knownHosts(), String.join(",\n", servers)));
  }

  void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  String git(String... words) {
    List<String> all = new ArrayList<>(List.of("git"));
    all.addAll(List.of(words));
    return Command.of(directory, all.toArray(String[]::new)).succeed().out().strip();
  }

  /** Commits everything and gives the full sha. */
  String commit(String message) {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  }

  /** A commit that changes what the application answers. */
  String release(String name) throws IOException {
    write("VERSION", name + "\n");
    return commit("Release " + name);
  }

  Command command(String... words) {
    List<String> all = new ArrayList<>(List.of(TOP.resolve("bin/jdeploy").toString()));
    all.addAll(List.of(words));
    return Command.of(directory, all.toArray(String[]::new));
  }

  Command.Result jdeploy(String... words) {
    return command(words).run();
  }
}
