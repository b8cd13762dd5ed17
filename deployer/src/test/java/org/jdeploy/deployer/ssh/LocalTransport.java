package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.shell.ShellRuntime;

/**
 * Servers that are directories of this machine: the real runtime under a local shell, no SSH. Each
 * server's HOME is a directory of its name.
 */
public final class LocalTransport implements Transport {
  private final Path homes;
  private final List<String> shell;
  private final Map<String, String> environment;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Collection<LocalWire> wires = new ConcurrentLinkedQueue<>();

  public LocalTransport(Path homes) {
    this(homes, List.of("/bin/sh"), Map.of());
  }

  /** With another shell than /bin/sh, and variables on top of an almost empty environment. */
  public LocalTransport(Path homes, List<String> shell, Map<String, String> environment) {
    this.homes = homes;
    this.shell = List.copyOf(shell);
    this.environment = Map.copyOf(environment);
  }

  /** From now on this server refuses connections. */
  public void refuse(String server) {
    refused.add(server);
  }

  /** From now on this server takes connections again. */
  public void accept(String server) {
    refused.remove(server);
  }

  /** Kills the shells of a server and what they run, as a machine that goes down does. */
  public void kill(String server) {
    wires.stream().filter(wire -> wire.server.equals(server)).forEach(LocalWire::killGroup);
  }

  /** Ends the input of a server's shells, as a client that goes away: a step runs to its end. */
  public void hangUp(String server) {
    wires.stream().filter(wire -> wire.server.equals(server)).forEach(LocalWire::hangUp);
  }

  @Override
  public RemoteShell connect(Server server) throws ConnectFailure {
    return connect(server.name());
  }

  /** The same by name alone. */
  public RemoteShell connect(String server) throws ConnectFailure {
    if (refused.contains(server)) {
      throw new ConnectFailure(ConnectFailure.Kind.REFUSED, server + ": connection refused");
    }
    LocalWire wire = new LocalWire(server);
    wires.add(wire);
    return FramedShell.open(wire, server, Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    wires.forEach(LocalWire::close);
  }

  private final class LocalWire implements Wire {
    private final String server;
    private final Process process;

    LocalWire(String server) {
      this.server = server;
      List<String> command = new ArrayList<>(List.of("setsid"));
      command.addAll(shell);
      command.addAll(List.of("-c", ShellRuntime.firstScript()));
      this.process = start(command);
    }

    private Process start(List<String> command) {
      try {
        Path home = Files.createDirectories(homes.resolve(server));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder
            .environment()
            .putAll(Map.of("PATH", System.getenv("PATH"), "HOME", home.toString()));
        builder.environment().putAll(environment);
        return builder.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OutputStream in() {
      return process.getOutputStream();
    }

    @Override
    public InputStream out() {
      return process.getInputStream();
    }

    @Override
    public InputStream err() {
      return process.getErrorStream();
    }

    @Override
    public void aside(String command) throws IOException {
      Process process = start(List.of("/bin/sh", "-c", command));
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String loss() {
      return "the local shell ended";
    }

    void hangUp() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void killGroup() {
      try {
        aside("kill -s KILL -- -" + process.pid());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
