package org.jdeploy.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdeploy.runtime.supervise.Exit;

/** A real process that a test starts; killed with all it left when the test is over. */
public final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LinuxHost host;
  private final String cookie = "test-" + Long.toHexString(System.nanoTime());
  private final int output;
  private final Spawned spawned;

  /** Runs a shell script; what it prints can be had by {@link #output}. */
  static Child sh(LinuxHost host, String script, Integer... extra) {
    return new Child(host, List.of("/bin/sh", "-c", script), Path.of("/tmp"), Map.of(), extra);
  }

  Child(
      LinuxHost host,
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Integer... extra) {
    this(host, Conditions.OURS, argv, directory, environment, extra);
  }

  Child(
      LinuxHost host,
      Conditions conditions,
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Integer... extra) {
    this.host = host;
    int[] pipe = host.pipe();
    host.nonBlocking(pipe[1], false);
    output = pipe[0];
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    all.put("JPM_COOKIE", cookie);
    try {
      spawned =
          host.spawn(
              new SpawnRequest(
                  Path.of(argv.get(0)),
                  argv,
                  all,
                  directory,
                  SpawnRequest.DEV_NULL,
                  pipe[1],
                  pipe[1],
                  List.of(extra),
                  conditions));
    } finally {
      host.close(pipe[1]);
    }
  }

  int pid() {
    return spawned.pid();
  }

  int pidfd() {
    return spawned.pidfd();
  }

  Spawned spawned() {
    return spawned;
  }

  String cookie() {
    return cookie;
  }

  Exit awaitExit() {
    assertThat(Processes.awaitEnd(spawned.pidfd(), (int) PATIENCE.toMillis())).isTrue();
    return host.exitOf(spawned.pidfd()).orElseThrow();
  }

  /** Everything the process and its descendants print, until all have closed the output. */
  String output() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    while (await(output) && host.read(output, buffer) >= 0) {}
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  /** Waits for one more line of output. */
  String line() {
    ByteBuffer one = ByteBuffer.allocate(1);
    StringBuilder line = new StringBuilder();
    while (await(output) && host.read(output, one) > 0) {
      char c = (char) one.get(0);
      if (c == '\n') {
        return line.toString();
      }
      line.append(c);
      one.clear();
    }
    throw new AssertionError("no further line after: " + line);
  }

  private static boolean await(int fd) {
    return Processes.awaitEnd(fd, (int) PATIENCE.toMillis());
  }

  @Override
  public void close() {
    Proc.killTree(spawned.pid(), spawned.startTime(), cookie, PATIENCE);
    host.exitOf(spawned.pidfd());
    host.close(spawned.pidfd());
    host.close(output);
  }
}
