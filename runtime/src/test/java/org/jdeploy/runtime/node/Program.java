package org.jdeploy.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdeploy.runtime.host.Executables;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.Received;
import org.jdeploy.runtime.host.SpawnRequest;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.supervise.Exit;

/** A real Node program started as the daemon does it, and the daemon's end of its channel. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_WHILE = Duration.ofMillis(300);

  private final LinuxHost host;
  private final Path log;
  private final Spawned spawned;
  private final BlockingQueue<FromWorker> heard = new LinkedBlockingQueue<>();
  private Link link;

  Program(LinuxHost host, Path home, List<String> command, Path directory, int port)
      throws IOException {
    this.host = host;
    this.log = Files.createTempFile(home, "program", ".log");
    NodeCommand node = NodeCommand.recognize(command, directory).orElseThrow();
    String path = System.getenv("PATH");
    Map<String, String> environment = new HashMap<>(NodeCommand.environment());
    environment.putAll(
        Map.of("PATH", path, "PORT", String.valueOf(port), "HOST", "127.0.0.1", "JPM_COOKIE", "1"));
    environment.put("DATA_DIR", home.toString());
    int[] ends = host.socketPair();
    int output = host.open(log, Set.of(OpenFlag.WRITE, OpenFlag.APPEND));
    spawned =
        host.spawn(
            new SpawnRequest(
                Executables.find(node.node(), path, directory),
                node.argv(Preload.extract(home)),
                environment,
                directory,
                SpawnRequest.DEV_NULL,
                output,
                output,
                List.of(ends[0], ends[1])));
    host.close(output);
    host.close(ends[0]);
    link = new Link(ends[1]);
  }

  int pid() {
    return spawned.pid();
  }

  void say(ToWorker message) {
    link.say(message);
  }

  /** The next message of this kind; others before it are passed over. */
  <T extends FromWorker> T hear(Class<T> kind) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      FromWorker message = heard.poll(100, TimeUnit.MILLISECONDS);
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " came; it printed: " + output());
  }

  /** Nothing of this kind is said for a while. */
  void hearsNo(Class<? extends FromWorker> kind) {
    Awaitility.await()
        .during(A_WHILE)
        .atMost(PATIENCE)
        .until(() -> heard.stream().noneMatch(kind::isInstance));
  }

  /** Grants the socket and waits until it is in use. */
  Program serveOn(int socket) throws InterruptedException {
    say(new ToWorker.ListenGranted(hear(FromWorker.Listen.class).seq(), socket));
    hear(FromWorker.Listening.class);
    return this;
  }

  /** What happens to the channel when the daemon is killed. */
  void loseDaemon() {
    link.close();
    heard.clear();
  }

  /** What a new daemon does: takes its end out of the program. */
  void takeBack() {
    link = new Link(host.pidfdGetFd(spawned.pidfd(), NodeCommand.DAEMON_END_DESCRIPTOR));
    say(new ToWorker.Report());
  }

  boolean isAlive() {
    return host.exitOf(spawned.pidfd()).isEmpty();
  }

  Exit stop(String signal) {
    host.signal(spawned.pidfd(), signal);
    return exit();
  }

  Exit exit() {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(() -> host.exitOf(spawned.pidfd()), Optional::isPresent)
        .orElseThrow();
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      stop("KILL");
    }
    link.close();
    host.close(spawned.pidfd());
  }

  /** The daemon's end: a reactor on a thread of its own. */
  private final class Link {
    private final int end;
    private final Reactor reactor;
    private final Thread thread;
    private final List<Throwable> failures = new ArrayList<>();
    private final Channel channel = new Channel();

    Link(int end) {
      this.end = end;
      reactor = new Reactor(InstantSource.system(), failures::add);
      reactor.watch(end, Interest.READ, this::read);
      thread = Thread.ofPlatform().name("link").start(reactor::run);
    }

    void say(ToWorker message) {
      reactor.post(() -> {
        channel.send(message);
        flush();
      });
    }

    private void read() {
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      Received received = host.receive(end, buffer);
      received.descriptor().ifPresent(host::close);
      if (received.bytes() < 0) {
        reactor.unwatch(end);
      }
      heard.addAll(channel.received(buffer.flip()));
      flush();
    }

    private void flush() {
      for (var next = channel.next(); next.isPresent(); next = channel.next()) {
        int count =
            host.send(end, next.get().bytes().duplicate(), next.get().descriptor().orElse(-1));
        assertThat(count).as("bytes sent").isPositive();
        channel.wrote(count);
      }
    }

    void close() {
      if (!thread.isAlive()) {
        return;
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      reactor.post(() -> {
        reactor.unwatch(end);
        host.close(end);
        done.complete(null);
      });
      done.join();
      reactor.close();
      assertThat(failures).isEmpty();
    }
  }
}
