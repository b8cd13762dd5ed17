package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.SpawnRequest;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.program.ProgramSpec.Logs;
import org.jdeploy.runtime.supervise.Exit;

/** Real programs that print into FIFOs, as the daemon starts them; killed when the test is over. */
final class Programs implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static final LogSource SOURCE = new LogSource("app", 0, "out");

  private final LinuxHost host;
  private final String cookie = "test-" + Long.toHexString(System.nanoTime());
  private final List<Spawned> started = new ArrayList<>();

  Programs(LinuxHost host) {
    this.host = host;
  }

  /** Files rotated on size only. */
  static Logs logs(long maxSize, int keep) {
    return new Logs(
        Logs.To.FILE,
        maxSize,
        Optional.empty(),
        keep,
        Optional.empty(),
        0,
        false,
        Logs.Prefix.NONE,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Files that are compressed when they are rotated. */
  static Logs policy(
      long maxSize,
      Optional<Duration> rotateEvery,
      int keep,
      Optional<Duration> maxAge,
      long maxTotal) {
    return new Logs(
        Logs.To.FILE,
        maxSize,
        rotateEvery,
        keep,
        maxAge,
        maxTotal,
        true,
        Logs.Prefix.NONE,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Written in another way. */
  static Logs with(Logs.To to, Logs.Prefix prefix) {
    return new Logs(
        to,
        0,
        Optional.empty(),
        10,
        Optional.empty(),
        0,
        false,
        prefix,
        false,
        Optional.empty(),
        Optional.empty());
  }

  Path fifo(Path directory, String name) {
    Path fifo = directory.resolve(name);
    host.makeFifo(fifo, 0600);
    return fifo;
  }

  Spawned sh(Path fifo, String script) {
    return start(fifo, List.of("/bin/sh", "-c", script));
  }

  Spawned start(Path fifo, List<String> argv) {
    int out = host.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE));
    try {
      Spawned spawned =
          host.spawn(
              new SpawnRequest(
                  Path.of(argv.get(0)),
                  argv,
                  Map.of("PATH", "/usr/bin:/bin", "JPM_COOKIE", cookie),
                  Path.of("/"),
                  SpawnRequest.DEV_NULL,
                  out,
                  out,
                  List.of()));
      started.add(spawned);
      return spawned;
    } finally {
      host.close(out);
    }
  }

  String cookie() {
    return cookie;
  }

  Exit awaitExit(Spawned spawned) {
    if (!host.awaitEnd(spawned.pidfd(), PATIENCE)) {
      throw new AssertionError("still running");
    }
    return host.exitOf(spawned.pidfd()).orElseThrow();
  }

  @Override
  public void close() {
    for (Spawned spawned : started) {
      Proc.killTree(spawned.pid(), spawned.startTime(), cookie, PATIENCE);
      host.exitOf(spawned.pidfd());
      host.close(spawned.pidfd());
    }
  }
}
