package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.deployer.config.SshOptions;
import org.jdeploy.deployer.config.SshTarget;

/** Where a test logs in, apart from everything that this machine's user has configured. */
record Target(String host, OptionalInt port, Optional<String> user, SshOptions options) {

  static Target of(Sshd server) {
    return new Target(
        server.address(),
        OptionalInt.of(server.port()),
        Optional.of(server.user()),
        options(server));
  }

  private static SshOptions options(Sshd server) {
    return new SshOptions(
        Optional.empty(),
        Optional.of(server.userKey()),
        Optional.of(server.knownHosts()),
        Optional.of(emptyFile(server)),
        Duration.ofSeconds(20),
        Duration.ofSeconds(15),
        4);
  }

  /** PATH alone: no agent, and a HOME without .ssh. */
  static Map<String, String> environment(Sshd server) {
    return Map.of("PATH", System.getenv("PATH"), "HOME", server.directory().toString());
  }

  Target host(String name) {
    return new Target(name, port, user, options);
  }

  Target anyPort() {
    return new Target(host, OptionalInt.empty(), user, options);
  }

  Target port(int number) {
    return new Target(host, OptionalInt.of(number), user, options);
  }

  Target anyUser() {
    return new Target(host, port, Optional.empty(), options);
  }

  Target identity(Optional<Path> file) {
    return with(
        file,
        options.knownHosts(),
        options.configFile(),
        options.connectTimeout(),
        options.keepAlive());
  }

  Target knownHosts(Path file) {
    return with(
        options.identityFile(),
        Optional.of(file),
        options.configFile(),
        options.connectTimeout(),
        options.keepAlive());
  }

  Target config(Path file) {
    return with(
        options.identityFile(),
        options.knownHosts(),
        Optional.of(file),
        options.connectTimeout(),
        options.keepAlive());
  }

  Target connectTimeout(Duration timeout) {
    return with(
        options.identityFile(),
        options.knownHosts(),
        options.configFile(),
        timeout,
        options.keepAlive());
  }

  Target keepAlive(Duration interval) {
    return with(
        options.identityFile(),
        options.knownHosts(),
        options.configFile(),
        options.connectTimeout(),
        interval);
  }

  SshTarget ssh() {
    return new SshTarget(user, host, port, options);
  }

  private Target with(
      Optional<Path> identity,
      Optional<Path> known,
      Optional<Path> config,
      Duration connect,
      Duration keepAlive) {
    return new Target(
        host,
        port,
        user,
        new SshOptions(options.user(), identity, known, config, connect, keepAlive, 2));
  }

  private static Path emptyFile(Sshd server) {
    try {
      return Files.writeString(server.directory().resolve("ssh_config"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
