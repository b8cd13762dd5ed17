package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.program.ProgramSpec.Logs;

/**
 * Moves what programs print from FIFOs to log files, on its own thread: a slow disk must not stop
 * supervision. May be called from any thread. Bytes go by splice(2): when we are killed, each is
 * either in the FIFO still or in the file.
 */
public final class LogPump implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LinuxHost host;
  private final Consumer<Throwable> failures;
  private final BootClock clock = new BootClock();
  private final Reactor reactor;
  private final LineEnds lineEnds;
  private final Map<String, Tap> taps = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();
  private final AtomicLong closings = new AtomicLong();
  private volatile boolean running = true;

  /** FIFOs that end in the same file share it, or they would overwrite each other. */
  private final Map<Path, Shared> files = new HashMap<>();

  private record Shared(LogFile file, int users) {}

  /**
   * @param failures told what went wrong with a FIFO, which is tried again a second later
   */
  public LogPump(LinuxHost host, Consumer<Throwable> failures) {
    this.host = host;
    this.failures = failures;
    this.reactor = new Reactor(clock, failures);
    this.lineEnds = new LineEnds(host);
    Thread.ofPlatform().name("log-pump").daemon().start(this::run);
  }

  /**
   * From now on the FIFO's bytes go to the end of the file, which is created when needed together
   * with its directory. Several FIFOs may share a file; the policy of the first counts.
   *
   * @param key names it in {@link #close(String)}; one that is open already is closed first
   */
  public void open(String key, Path fifo, Path file, Logs policy) {
    int fd = host.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NONBLOCK));
    reactor.post(() -> {
      remove(key);
      Tap tap = new Tap(host, fd, share(file, policy));
      taps.put(key, tap);
      watch(key, tap);
    });
  }

  /** Done when all that is in the FIFO has been moved to the file and the FIFO is closed. */
  public CompletableFuture<Void> close(String key) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    long number = closings.incrementAndGet();
    closing.put(number, done);
    reactor.post(() -> {
      try {
        remove(key);
      } finally {
        closing.remove(number);
        done.complete(null);
      }
    });
    if (!running) {
      done.complete(null);
    }
    return done;
  }

  /** Bytes that could not be written, since the FIFO was opened: the disk was full, perhaps. */
  public long dropped(String key) {
    Tap tap = taps.get(key);
    return tap == null ? 0 : tap.file().dropped();
  }

  /** Stops the thread. What is in the FIFOs stays there for the next pump. */
  @Override
  public void close() {
    reactor.close();
  }

  private void run() {
    try {
      reactor.run();
    } finally {
      running = false;
      taps.values().forEach(Tap::close);
      files.values().forEach(shared -> shared.file().close());
      lineEnds.close();
      closing.values().forEach(done -> done.complete(null));
    }
  }

  private void watch(String key, Tap tap) {
    reactor.watch(tap.fifo(), Interest.READ, () -> pump(key, tap));
  }

  /** What fails once will fail again at once, so there is a pause. */
  private void pump(String key, Tap tap) {
    try {
      tap.pump();
    } catch (RuntimeException e) {
      failures.accept(e);
      reactor.unwatch(tap.fifo());
      reactor.schedule(
          clock.instant().plus(PAUSE),
          () -> {
            if (tap.equals(taps.get(key))) {
              watch(key, tap);
            }
          });
    }
  }

  private void remove(String key) {
    Tap tap = taps.remove(key);
    if (tap != null) {
      try {
        reactor.unwatch(tap.fifo());
        tap.drain();
      } finally {
        tap.close();
        release(tap.file());
      }
    }
  }

  private LogFile share(Path file, Logs policy) {
    Path path = file.toAbsolutePath().normalize();
    Shared known = files.get(path);
    LogFile target =
        known == null ? new LogFile(host, path, policy, lineEnds, failures) : known.file();
    files.put(path, new Shared(target, known == null ? 1 : known.users() + 1));
    return target;
  }

  private void release(LogFile file) {
    Shared shared = files.get(file.path());
    if (shared == null || shared.users() == 1) {
      files.remove(file.path());
      file.close();
    } else {
      files.put(file.path(), new Shared(file, shared.users() - 1));
    }
  }
}
