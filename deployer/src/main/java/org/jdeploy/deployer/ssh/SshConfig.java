package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.jspecify.annotations.Nullable;

/**
 * Asks ssh_config about a host: through OpenSSH itself, which knows all of the language ({@code ssh
 * -G}), or without OpenSSH through the SSH library's simpler reader.
 */
final class SshConfig {
  private static final long SECONDS = 10;

  private final Map<String, String> environment;
  private final Path home;

  SshConfig(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  HostSettings of(String host, Optional<String> user, OptionalInt port, Optional<Path> file)
      throws ConnectFailure {
    if (host.isEmpty()
        || host.startsWith("-")
        || host.matches(".*[\\s\\p{Cntrl}'\"`$\\\\;&<>|(){}].*")) {
      throw failure("\"" + host + "\" is no host name");
    }
    if (user.isPresent() && user.get().matches("-.*|.*[\\s\\p{Cntrl}'\"`;&<>|(){}].*")) {
      throw failure("\"" + user.get() + "\" is no user name");
    }
    Optional<Path> ssh = openSsh();
    return ssh.isPresent()
        ? ask(ssh.get(), host, user, port, file)
        : read(host, user, port, file.orElse(home.resolve(".ssh/config")));
  }

  private Optional<Path> openSsh() {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> Path.of(directory, "ssh"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private HostSettings ask(
      Path ssh, String host, Optional<String> user, OptionalInt port, Optional<Path> file)
      throws ConnectFailure {
    List<String> command = new ArrayList<>(List.of(ssh.toString(), "-G"));
    user.ifPresent(name -> command.addAll(List.of("-l", name)));
    port.ifPresent(number -> command.addAll(List.of("-p", Integer.toString(number))));
    file.ifPresent(path -> command.addAll(List.of("-F", path.toString())));
    command.addAll(List.of("--", host));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failure("\"ssh -G " + host + "\" did not end within " + SECONDS + " s");
      }
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw failure("ssh_config cannot be used for " + host + ": " + oneLine(errors));
      }
      return HostSettings.parse(
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure("\"" + ssh + " -G " + host + "\" failed: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private static HostSettings read(String host, Optional<String> user, OptionalInt port, Path file)
      throws ConnectFailure {
    Map<String, List<String>> values = new LinkedHashMap<>();
    try {
      HostConfigEntry entry = null;
      if (Files.exists(file)) {
        refuseWhatTheReaderDoesNotKnow(file);
        entry =
            HostConfigEntry.toHostConfigEntryResolver(HostConfigEntry.readHostConfigEntries(file))
                .resolveEffectiveHost(host, port.orElse(0), null, user.orElse(null), null, null);
      }
      if (entry != null) {
        put(values, "hostname", entry.getHostName());
        put(values, "user", entry.getUsername());
        put(values, "port", entry.getPort() > 0 ? Integer.toString(entry.getPort()) : null);
        put(values, "proxyjump", entry.getProxyJump());
        entry.getIdentities().forEach(identity -> put(values, "identityfile", identity));
        for (String key :
            List.of(
                "IdentitiesOnly",
                "IdentityAgent",
                "HostKeyAlias",
                "ProxyCommand",
                "UserKnownHostsFile",
                "GlobalKnownHostsFile")) {
          put(values, key.toLowerCase(Locale.ROOT), entry.getProperty(key));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw failure(file + " cannot be read: " + e.getMessage());
    }
    if (!values.containsKey("identityfile")) {
      List.of("id_rsa", "id_ecdsa", "id_ed25519")
          .forEach(key -> put(values, "identityfile", "~/.ssh/" + key));
    }
    return new HostSettings(values);
  }

  private static void put(Map<String, List<String>> values, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
  }

  private static void refuseWhatTheReaderDoesNotKnow(Path file) throws IOException, ConnectFailure {
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String word = line.strip().split("[\\s=]", 2)[0].toLowerCase(Locale.ROOT);
      if (word.equals("match") || word.equals("include")) {
        throw failure(
            file
                + ":"
                + number
                + ": "
                + line.strip()
                + ": without OpenSSH's ssh on the PATH, jdeploy cannot follow Match and Include:"
                + " install the OpenSSH client, or name a file without them in ssh.configFile");
      }
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static ConnectFailure failure(String message) {
    return new ConnectFailure(ConnectFailure.Kind.CONFIGURATION, message);
  }
}
