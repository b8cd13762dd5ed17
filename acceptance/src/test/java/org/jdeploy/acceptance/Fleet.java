package org.jdeploy.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Several servers on this machine: a real OpenSSH sshd each, with its own port, host key, directory
 * to deploy to and JPM_HOME. They share an ordinary user (the current one, or {@code jdtest} when
 * the tests run as root, whose own account Debian locks).
 */
final class Fleet implements AutoCloseable {

  /**
   * @param http the port its application listens on
   */
  record Host(String name, int port, Path deployTo, Path jpmHome, int http, Process sshd) {
    Path current() {
      return deployTo.resolve("current");
    }

    /** Name of the live release. */
    String release() throws IOException {
      return current().toRealPath().getFileName().toString();
    }

    String revision() throws IOException {
      return Files.readString(current().resolve("REVISION")).strip();
    }

    List<String> releases() throws IOException {
      try (var list = Files.list(deployTo.resolve("releases"))) {
        return list.map(path -> path.getFileName().toString()).sorted().toList();
      }
    }
  }

  private final Path directory;
  private final String user;
  private final List<Host> hosts = new ArrayList<>();

  Fleet(int size) throws IOException {
    directory = Files.createTempDirectory(Path.of("/tmp"), "jd");
    boolean root = "root".equals(System.getProperty("user.name"));
    user = root ? "jdtest" : System.getProperty("user.name");
    if (root && Command.of(directory, "id", "-u", user).run().exit() != 0) {
      Command.of(directory, "useradd", "--create-home", "--shell", "/bin/sh", user).succeed();
      // Any hash but "!...": OpenSSH refuses locked accounts, whatever the key.
      Command.of(directory, "usermod", "-p", "*", user).succeed();
    }
    Command.of(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "client").succeed();
    Files.copy(directory.resolve("client.pub"), directory.resolve("authorized_keys"));
    Command.of(directory, "chmod", "755", ".").succeed();
    StringBuilder known = new StringBuilder();
    for (int i = 1; i <= size; i++) {
      known.append(start("s" + i)).append('\n');
    }
    Files.writeString(knownHosts(), known);
  }

  /** Starts one and gives its line for known_hosts. */
  private String start(String name) throws IOException {
    Path home = Files.createDirectory(directory.resolve(name));
    int port = freePort();
    Command.of(home, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host").succeed();
    Files.writeString(
        home.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PrintMotd no
        LogLevel ERROR
        """
            .formatted(port, home.resolve("host"), directory.resolve("authorized_keys")));
    Path servers = Files.createDirectory(home.resolve("srv"));
    Command.of(home, "chown", "-R", user, servers.toString()).succeed();
    if ("jdtest".equals(user)) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Process sshd =
        new ProcessBuilder(
                "/usr/sbin/sshd", "-D", "-e", "-f", home.resolve("sshd_config").toString())
            .redirectOutput(home.resolve("sshd.log").toFile())
            .redirectErrorStream(true)
            .start();
    hosts.add(
        new Host(name, port, servers.resolve("blogd"), servers.resolve("jpm"), freePort(), sshd));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> accepts(port));
    String[] key = Files.readString(home.resolve("host.pub")).split(" ");
    return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1];
  }

  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  Host host(int number) {
    return hosts.get(number - 1);
  }

  String user() {
    return user;
  }

  Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  Path identity() {
    return directory.resolve("client");
  }

  /** Where tests may keep what belongs to this fleet. */
  Path directory() {
    return directory;
  }

  /** Runs a command on this machine as the servers' user. */
  Command.Result as(String... words) {
    if (!"jdtest".equals(user)) {
      return Command.of(directory, words).run();
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid",
                user,
                "--regid",
                user,
                "--clear-groups",
                "env",
                "HOME=/home/" + user));
    all.addAll(List.of(words));
    return Command.of(directory, all.toArray(String[]::new)).run();
  }

  /** jpm of one server, as jdeploy installed it. */
  Command.Result jpm(Host host, String... words) {
    List<String> all =
        new ArrayList<>(List.of("env", "JPM_HOME=" + host.jpmHome(), host.jpmHome() + "/bin/jpm"));
    all.addAll(List.of(words));
    return as(all.toArray(String[]::new));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Host host : hosts) {
      if (Files.exists(host.jpmHome().resolve("bin/jpm"))) {
        jpm(host, "shutdown");
      }
    }
    for (Host host : hosts) {
      host.sshd().destroy();
      try {
        if (!host.sshd().waitFor(5, TimeUnit.SECONDS)) {
          host.sshd().destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    delete(directory);
  }

  static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, java.io.@org.jspecify.annotations.Nullable IOException error)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
