package org.jdeploy.deployer.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdeploy.deployer.config.Amount;
import org.jdeploy.deployer.config.Hook;
import org.jdeploy.deployer.config.LinkedFile;
import org.jdeploy.deployer.config.Rollout;
import org.jdeploy.deployer.config.SecretSource;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.SourceKind;
import org.jdeploy.deployer.config.SshOptions;
import org.jdeploy.deployer.config.SshTarget;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.config.Task;
import org.jdeploy.deployer.config.TemplateFile;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.git.Revisions;
import org.jdeploy.deployer.ssh.LocalTransport;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.json.JsonValue.JsonNumber;
import org.jdeploy.runtime.json.JsonValue.JsonObject;

/**
 * A repository, and servers that are directories of this machine, with a stand-in for jpm that
 * notes what it was asked.
 */
final class World implements AutoCloseable {
  final Path top;
  final Path repository;
  final LocalTransport transport;
  final List<EngineEvent> events = new ArrayList<>();
  final List<String> names = new ArrayList<>();

  // What a stage is made of; tests change it.
  List<LinkedFile> linkedFiles = List.of();
  List<String> linkedDirs = List.of();
  Map<String, Task> tasks = new LinkedHashMap<>();
  List<Hook> hooks = new ArrayList<>();
  List<TemplateFile> templates = List.of();
  List<String> recipes = List.of("jpm");
  Map<String, String> env = Map.of();
  Map<String, SecretSource> secrets = Map.of();
  SourceKind source = SourceKind.PUSH;
  int keepReleases = 5;
  Rollout rollout =
      new Rollout(
          0,
          new Amount(100, true),
          Duration.ZERO,
          Rollout.OnFailure.REVERT,
          new Rollout.OnUnreachable.Abort());
  Map<String, Object> programs = Map.of("blogd", Map.of("command", "node app.js"));
  EngineOptions options = new EngineOptions(Duration.ofSeconds(20), 50);
  String revision = "main";

  World(String shell, String... servers) {
    this(temporary(), List.of(shell.split(" ")), List.of(servers), System.getenv("PATH"));
    make();
  }

  /** With another PATH on the servers. */
  World(String shell, String path, List<String> servers) {
    this(temporary(), List.of(shell.split(" ")), servers, path);
    make();
  }

  private void make() {
    try {
      Files.createDirectory(repository);
      for (String name : names) {
        Path jpm = Files.createDirectories(jpmHome(name).resolve("versions/0/bin")).resolve("jpm");
        Files.writeString(jpm, FAKE_JPM);
        Files.setPosixFilePermissions(jpm, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(jpmHome(name).resolve("bin"), Path.of("versions/0/bin"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git("init", "-q", "-b", "main");
    commit("one");
  }

  private World(Path top, List<String> shell, List<String> servers, String path) {
    this.top = top;
    this.repository = top.resolve("repository");
    this.names.addAll(servers);
    this.transport =
        new LocalTransport(
            top.resolve("homes"), shell, Map.of("GIT_CONFIG_NOSYSTEM", "1", "PATH", path));
  }

  /** The world that another process made. */
  static World again(Path top, List<String> servers) {
    return new World(top, List.of("dash"), servers, System.getenv("PATH"));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory(Path.of("/tmp"), "jde");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes its words; fails when the release's file "sick" says so; runs nothing. */
  private static final String FAKE_JPM =
      """
      #!/bin/sh
      home=${JPM_HOME:?}
      echo "$*" >>"$home/asked"
      case $1 in
        apply)
          directory=$(sed -n 's/.*"directory":"\\([^"]*\\)".*/\\1/p' "$2")
          live=$(cd "$directory" && pwd -P)
          if [ -e "$live/slow" ]; then sleep "$(cat "$live/slow")"; fi
          if [ -e "$live/sick" ]; then
            echo "blogd did not become ready: $(cat "$live/sick")" >&2
            exit 1
          fi
          printf '%s' "$live" >"$home/cwd"
          cp "$2" "$home/applied" ;;
        status)
          if [ -e "$home/cwd" ]; then
            printf '[{"name":"blogd","instance":0,"state":"RUNNING","pid":1,"cwd":"%s"}]\\n' "$(cat "$home/cwd")"
          else
            echo '[]'
          fi ;;
        delete) rm -f "$home/cwd" ;;
      esac
      """;

  Path deployTo(String server) {
    return top.resolve("srv").resolve(server).resolve("blog d's");
  }

  Path jpmHome(String server) {
    return top.resolve("jpm").resolve(server);
  }

  Path current(String server) {
    return deployTo(server).resolve("current");
  }

  /** Name of the live release, or "". */
  String live(String server) {
    try {
      return Files.isSymbolicLink(current(server))
          ? Files.readSymbolicLink(current(server)).getFileName().toString()
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String server, String file) {
    try {
      return Files.readString(deployTo(server).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String asked(String server) {
    try {
      Path file = jpmHome(server).resolve("asked");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String running(String server) {
    try {
      Path file = jpmHome(server).resolve("cwd");
      return Files.exists(file) ? Path.of(Files.readString(file)).getFileName().toString() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> releases(String server) {
    try (Stream<Path> list = Files.list(deployTo(server).resolve("releases"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A commit in which the application says so. */
  String commit(String says) {
    write(repository.resolve("app.js"), "// " + says + "\n");
    write(repository.resolve("says"), says);
    return commit();
  }

  String commit() {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", "a commit");
    return git("rev-parse", "HEAD");
  }

  String git(String... words) {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=Dev", "-c", "user.email=dev@example.com"));
    command.addAll(List.of(words));
    return run(repository, command.toArray(String[]::new));
  }

  static String run(Path directory, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void onUnreachable(Rollout.OnUnreachable policy) {
    rollout =
        new Rollout(
            rollout.canary(), rollout.batch(), rollout.pause(), rollout.onFailure(), policy);
  }

  void rollout(int canary, Amount batch, Rollout.OnFailure onFailure) {
    rollout = new Rollout(canary, batch, Duration.ZERO, onFailure, rollout.onUnreachable());
  }

  World task(String name, String run, String point) {
    return task(name, run, point, Task.On.ALL, Task.In.RELEASE);
  }

  World task(String name, String run, String point, Task.On on, Task.In in) {
    tasks.put(name, new Task(name, run, on, Set.of(), in, Duration.ofMinutes(1)));
    hooks.add(new Hook(point, name));
    return this;
  }

  Server server(String name) {
    SshOptions ssh =
        new SshOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            4);
    return new Server(
        name,
        new SshTarget(Optional.empty(), name + ".example.com", OptionalInt.empty(), ssh),
        Set.of("web"),
        name.equals(names.getFirst()),
        deployTo(name).toString(),
        jpmHome(name).toString(),
        Map.of("port", new JsonNumber(BigDecimal.valueOf(3000), JsonValue.NOWHERE)),
        env,
        List.of(),
        "022",
        linkedFiles,
        linkedDirs,
        (JsonObject) JsonValue.of(programs));
  }

  Stage stage() {
    return new Stage(
        "production",
        false,
        "blogd",
        repository.toString(),
        revision,
        source,
        keepReleases,
        rollout,
        names.stream().map(this::server).toList(),
        tasks,
        hooks,
        templates,
        recipes,
        secrets,
        repository);
  }

  Fleet fleet() {
    Stage stage = stage();
    return new Fleet(stage, stage.servers(), "dev@laptop");
  }

  Engine engine() {
    return new Engine(
        transport,
        event -> {
          synchronized (events) {
            events.add(event);
          }
        },
        options);
  }

  ResolvedRevision resolve() {
    return new Revisions(top.resolve("cache")).resolve(repository.toString(), revision, repository);
  }

  DeployRequest request() {
    return new DeployRequest(fleet(), resolve(), false, Duration.ZERO);
  }

  DeployReport deploy() {
    return engine().deploy(request());
  }

  DeployReport force() {
    return engine().deploy(new DeployRequest(fleet(), resolve(), true, Duration.ZERO));
  }

  DeployReport rollback() {
    return engine().rollback(new RollbackRequest(fleet(), Optional.empty(), Duration.ZERO));
  }

  DeployReport rollback(String to) {
    return engine().rollback(new RollbackRequest(fleet(), Optional.of(to), Duration.ZERO));
  }

  /** The same on a thread of its own. */
  static <T> CompletableFuture<T> later(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
  }

  /** All lines that steps printed, and notes. */
  String said() {
    StringBuilder text = new StringBuilder();
    synchronized (events) {
      for (EngineEvent event : events) {
        switch (event) {
          case EngineEvent.StepLine line ->
              text.append(line.host()).append(": ").append(line.line()).append('\n');
          case EngineEvent.Note note ->
              text.append(note.host()).append(": ").append(note.text()).append('\n');
          case EngineEvent.StepEnded ended ->
              ended
                  .problem()
                  .ifPresent(problem ->
                      text.append(ended.host()).append(": ").append(problem).append('\n'));
          default -> {}
        }
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    transport.close();
    run(Path.of("/tmp"), "rm", "-rf", top.toString());
  }
}
