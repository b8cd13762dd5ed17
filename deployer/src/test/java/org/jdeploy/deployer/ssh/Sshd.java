package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenSSH server on a loopback address, with host keys, authorized keys and a configuration
 * of its own. As root it lets in an ordinary user that it creates ({@code jdtest}), else the user
 * who runs the tests. It needs nothing but the JDK and /usr/sbin/sshd.
 */
public final class Sshd implements AutoCloseable {
  private static final String TEST_USER = "jdtest";

  private final Path directory;
  private final String address;
  private final int port;
  private final String user;
  private final List<String> hostKeyTypes;
  private final Process process;

  private Sshd(Builder builder) {
    this.directory = temporaryDirectory();
    this.address = builder.address;
    this.user = userThatLogsIn();
    this.hostKeyTypes = List.copyOf(builder.hostKeyTypes);
    hostKeyTypes.forEach(type -> generateKey(hostKey(type), type, ""));
    generateKey(userKey(), "ed25519", "");
    authorize(userKey());
    openTo(directory, "rwxr-xr-x");
    this.port = builder.port == 0 ? freePort(address) : builder.port;
    this.process = start(builder.options);
  }

  /** One with usual settings. */
  public static Sshd start() {
    return new Builder().start();
  }

  /** One with settings of its own. */
  public static Builder with() {
    return new Builder();
  }

  /** What to start. */
  public static final class Builder {
    private String address = "127.0.0.1";
    private int port;
    private List<String> hostKeyTypes = List.of("ed25519", "ecdsa", "rsa");
    private final List<String> options = new ArrayList<>();

    private Builder() {}

    /** Any address of 127/8: servers then differ by address. */
    public Builder address(String loopback) {
      this.address = loopback;
      return this;
    }

    /** A fixed port; else a free one. */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /** ed25519, ecdsa, rsa: which host keys it has. */
    public Builder hostKeys(String... types) {
      this.hostKeyTypes = List.of(types);
      return this;
    }

    /** A line of sshd_config; the first value of a keyword counts. */
    public Builder option(String line) {
      options.add(line);
      return this;
    }

    public Sshd start() {
      return new Sshd(this);
    }
  }

  public String address() {
    return address;
  }

  public int port() {
    return port;
  }

  /** The user who may log in. */
  public String user() {
    return user;
  }

  /** As deploy.json has it: {@code jdtest@127.0.0.1:40022}. */
  public String host() {
    return user + "@" + address + ":" + port;
  }

  /** A private key that opens this server, without passphrase. */
  public Path userKey() {
    return directory.resolve("user_key");
  }

  /** Process id of the listening server. */
  public long pid() {
    return process.pid();
  }

  /** Where the files of this server are; gone when it is closed. */
  public Path directory() {
    return directory;
  }

  /** The line of known_hosts for a host key. */
  public String knownHostsLine(String type) {
    return knownHostsLine("[" + address + "]:" + port, type);
  }

  /** The same under another name. */
  public String knownHostsLine(String name, String type) {
    String[] words = read(Path.of(hostKey(type) + ".pub")).split(" ");
    return name + " " + words[0] + " " + words[1].strip();
  }

  /** A known_hosts file with all of this server's keys. */
  public Path knownHosts() {
    return knownHosts(List.of(this));
  }

  /** A known_hosts file for several servers; it goes with the first. */
  public static Path knownHosts(List<Sshd> servers) {
    List<String> lines =
        servers.stream()
            .flatMap(server -> server.hostKeyTypes.stream().map(server::knownHostsLine))
            .toList();
    // One file for one content: many logins at once may ask, while others read.
    String name = "known_hosts-" + Integer.toHexString(lines.hashCode());
    Path file = servers.getFirst().directory.resolve(name);
    synchronized (Sshd.class) {
      if (!Files.exists(file)) {
        write(file, String.join("\n", lines) + "\n");
      }
    }
    return file;
  }

  /** Lets the owner of a private key in as well, by the .pub file beside it. */
  public void authorize(Path privateKey) {
    Path file = directory.resolve("authorized_keys");
    String before = Files.exists(file) ? read(file) : "";
    write(file, before + read(Path.of(privateKey + ".pub")));
    openTo(file, "rw-r--r--");
  }

  /** What the server logged. */
  public String log() {
    return read(directory.resolve("log"));
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroy);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Generates a key pair with ssh-keygen. */
  public static void generateKey(Path file, String type, String passphrase) {
    run(
        "ssh-keygen",
        "-q",
        "-t",
        type,
        "-N",
        passphrase,
        "-C",
        file.getFileName().toString(),
        "-f",
        file.toString());
  }

  private Process start(List<String> options) {
    StringBuilder config = new StringBuilder();
    options.forEach(option -> config.append(option).append('\n'));
    for (String type : hostKeyTypes) {
      config.append("HostKey ").append(hostKey(type)).append('\n');
    }
    config.append(
        """
        ListenAddress %s:%d
        PidFile none
        AuthorizedKeysFile %s/authorized_keys
        AuthenticationMethods publickey
        StrictModes no
        UsePAM no
        PrintMotd no
        PrintLastLog no
        UseDNS no
        MaxStartups 100
        MaxSessions 100
        LogLevel VERBOSE
        AllowUsers %s
        Subsystem sftp internal-sftp
        """
            .formatted(address, port, directory, user));
    Path file = directory.resolve("sshd_config");
    write(file, config.toString());
    try {
      if (isRoot()) {
        Files.createDirectories(Path.of("/run/sshd"));
      }
      Process started =
          new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      awaitListening(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(Process started) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      if (!started.isAlive()) {
        throw new IllegalStateException("sshd did not start: " + log());
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), 1000);
        return;
      } catch (IOException _) {
        Thread.onSpinWait();
      }
    }
    started.destroyForcibly();
    throw new IllegalStateException("sshd does not listen: " + log());
  }

  private Path hostKey(String type) {
    return directory.resolve("host_" + type);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static synchronized String userThatLogsIn() {
    if (!isRoot()) {
      return System.getProperty("user.name");
    }
    if (!succeeds("id", TEST_USER)) {
      run("useradd", "--create-home", "--shell", "/bin/bash", TEST_USER);
      // Without a password, but not locked: sshd refuses locked accounts.
      run("usermod", "--password", "*", TEST_USER);
    }
    return TEST_USER;
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("sshd");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort(String address) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void openTo(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) {
    if (!succeeds(command)) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
