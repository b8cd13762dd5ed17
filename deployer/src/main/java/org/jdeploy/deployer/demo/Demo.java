package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Servers, a project and the story that is told with them; closed, nothing of them is left. */
public final class Demo implements AutoCloseable {
  /** Six clients without a pause would take the processors from what they measure. */
  private static final Duration PAUSE = Duration.ofMillis(4);

  private final Path directory;
  private final List<DemoServer> servers = new ArrayList<>();
  private final DemoProject project;
  private final Jdeploy jdeploy;
  private final Consumer<String> say;
  private final Story story;

  private Demo(
      Path directory,
      Path application,
      int count,
      Jdeploy jdeploy,
      Consumer<String> say,
      BooleanSupplier stopped)
      throws IOException {
    this.directory = directory;
    this.jdeploy = jdeploy;
    this.say = say;
    KeyPair client = DemoKeys.generate();
    DemoKeys.write(client, identity());
    for (int i = 1; i <= count; i++) {
      Path home = Files.createDirectories(directory.resolve("web" + i));
      servers.add(DemoServer.start("web" + i, home, client.getPublic(), freePort()));
    }
    Files.write(knownHosts(), servers.stream().map(DemoServer::knownHost).toList());
    project = DemoProject.create(Files.createDirectory(directory.resolve("project")), application);
    project.configure(servers, identity(), knownHosts());
    story =
        new Story(
            servers,
            project,
            jdeploy,
            say,
            () -> new Load("/", servers.stream().map(DemoServer::httpPort).toList(), PAUSE),
            stopped);
  }

  /**
   * Starts the servers and makes the project.
   *
   * @param jdeploy what the story's commands are given to
   * @param say hears what a person reads between them
   * @param stopped whether a person wants no more of it
   * @throws DemoException when something that the demo needs is missing
   */
  public static Demo start(
      int servers, Jdeploy jdeploy, Consumer<String> say, BooleanSupplier stopped)
      throws IOException {
    Path application = Requirements.check();
    // Short, for below it are sockets, whose names may have 107 bytes.
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "jdd");
    try {
      Demo demo = new Demo(directory, application, servers, jdeploy, say, stopped);
      demo.introduce();
      return demo;
    } catch (IOException | RuntimeException e) {
      Leftovers.delete(directory);
      throw e;
    }
  }

  private void introduce() {
    say.accept(
        servers.size()
            + " servers on this machine, each with its own SSH daemon, key and directory; the"
            + " application is a small blog in a fresh git repository.");
    for (DemoServer server : servers) {
      say.accept(
          "   %s  ssh 127.0.0.1:%d  http 127.0.0.1:%d"
              .formatted(server.name(), server.port(), server.httpPort()));
    }
  }

  /** Tells the story; a promise that is broken is a {@link DemoException}. */
  public void tell() throws IOException {
    story.tell();
  }

  /** What was measured so far. */
  public List<Chapter> chapters() {
    return story.chapters();
  }

  /** How a person looks around while everything still runs. */
  public List<String> lookAround() {
    DemoServer first = servers.getFirst();
    return List.of(
        "cd " + project.directory() + "     # then: jdeploy production status, logs -f, releases …",
        "curl http://127.0.0.1:" + first.httpPort() + "/version",
        "JPM_HOME=%s %s/bin/jpm status".formatted(first.jpmHome(), first.jpmHome()),
        "ssh -i %s -o UserKnownHostsFile=%s -p %d 127.0.0.1 'cd srv/blogd && ls -l'"
            .formatted(identity(), knownHosts(), first.port()));
  }

  private Path identity() {
    return directory.resolve("id");
  }

  private Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends programs, daemons and servers, and removes every file. */
  @Override
  public void close() throws IOException {
    if (servers.stream().anyMatch(server -> Files.exists(server.jpmHome().resolve("bin/jpm")))) {
      jdeploy.run(
          List.of(
              "production", "-q", "--config", project.deployFile().toString(), "jpm", "shutdown"));
    }
    for (DemoServer server : servers) {
      server.close();
    }
    List<String> left = Leftovers.processes(directory);
    Leftovers.delete(directory);
    if (!left.isEmpty()) {
      throw new DemoException(
          "these processes did not end by themselves and were killed: " + String.join("; ", left));
    }
  }
}
