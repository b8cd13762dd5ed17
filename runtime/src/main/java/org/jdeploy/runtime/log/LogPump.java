package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Peek peek;
  private final LogReceivers receivers;
  private final Compressor compressor;
  private final Housekeeping house;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(LogFile.CHUNK);
  private final ByteBuffer formatted = ByteBuffer.allocateDirect(2 * LogFile.CHUNK);
  private final Map<String, Tap> taps = new ConcurrentHashMap<>();
  private final Thread thread;

  /** FIFOs that end in the same file share it, or they would overwrite each other. */
  private final Map<Path, Shared> files = new HashMap<>();

  /** Of those FIFOs that end in a file. */
  private final Map<String, LogFile> targets = new HashMap<>();

  private record Shared(LogFile file, int users) {}

  /**
   * @param failures told what went wrong with a FIFO, which is tried again a second later
   * @param troubles told, on the pump's thread, when output is dropped and when that is over
   */
  public LogPump(
      LinuxHost host,
      LogReceivers receivers,
      Consumer<Throwable> failures,
      Consumer<LogTrouble> troubles) {
    this.host = host;
    this.failures = failures;
    this.reactor = new Reactor(clock, failures);
    this.peek = new Peek(host);
    this.receivers = receivers;
    this.compressor = new Compressor(host, this::compressed, failures);
    this.house = new Housekeeping(files::keySet, this::later, compressor, troubles, failures);
    this.thread = Thread.ofPlatform().name("log-pump").daemon().start(this::run);
  }

  /**
   * From now on the FIFO's bytes go where the policy says: most often to the end of the file, which
   * is created when needed together with its directory. Several FIFOs may share a file; the policy
   * of the first counts.
   *
   * @param key names it in {@link #close(String)}; one that is open already is closed first
   */
  public void open(String key, Path fifo, Path file, Logs policy, LogSource source) {
    int fd = host.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NONBLOCK));
    boolean accepted =
        reactor.post(() -> {
          remove(key);
          Optional<LogFile> target =
              policy.to() == Logs.To.FILE ? Optional.of(share(file, policy)) : Optional.empty();
          Tap tap = new Tap(host, fd, outlet(target, policy, source));
          taps.put(key, tap);
          target.ifPresent(log -> targets.put(key, log));
          watch(key, tap);
        });
    if (!accepted) {
      host.close(fd);
      throw new IllegalStateException("the pump is closed");
    }
  }

  private Outlet outlet(Optional<LogFile> file, Logs policy, LogSource source) {
    if (file.isPresent()) {
      return policy.prefix() == Logs.Prefix.NONE
          ? file.get()
          : new PrefixedFile(file.get(), peek, policy.prefix(), source, formatted);
    }
    boolean syslog = policy.to() == Logs.To.SYSLOG;
    Path receiver = syslog ? receivers.syslog() : receivers.journald();
    Losses losses = new Losses(receiver, house);
    if (policy.to() == Logs.To.NONE) {
      return new Nowhere(peek, losses);
    }
    DatagramFormat format =
        syslog ? new DatagramFormat.Syslog(source) : new DatagramFormat.Journald(source);
    return new Datagrams(host, receiver, peek, format, losses);
  }

  /** Done when all that is in the FIFO has been moved to the file and the FIFO is closed. */
  public CompletableFuture<Void> close(String key) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    boolean accepted =
        reactor.post(() -> {
          try {
            remove(key);
          } finally {
            done.complete(null);
          }
        });
    if (!accepted) {
      done.complete(null);
    }
    return done;
  }

  /** Bytes that could not be written, since the FIFO was opened: the disk was full, perhaps. */
  public long dropped(String key) {
    Tap tap = taps.get(key);
    return tap == null ? 0 : tap.losses().dropped();
  }

  /** Why what a FIFO brings is being dropped now; empty when it is not. */
  public Optional<String> trouble(String key) {
    Tap tap = taps.get(key);
    return tap == null ? Optional.empty() : Optional.ofNullable(tap.losses().reason());
  }

  /**
   * Rotates a log file now, with all that is in its FIFOs.
   *
   * @return whether there was something in it
   */
  public CompletableFuture<Boolean> rotate(Path file, Logs policy) {
    return withFile(file, policy, LogFile::rotateNow);
  }

  /** Throws away what is in a log file and in its FIFOs; rotated files stay. */
  public CompletableFuture<Boolean> flush(Path file, Logs policy) {
    return withFile(
        file,
        policy,
        log -> {
          log.truncate();
          return true;
        });
  }

  private interface Treatment {
    boolean apply(LogFile file) throws IOException;
  }

  private CompletableFuture<Boolean> withFile(Path file, Logs policy, Treatment treatment) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    boolean accepted =
        reactor.post(() -> {
          LogFile log = share(file, policy);
          try {
            targets.forEach((key, target) -> {
              Tap tap = taps.get(key);
              if (tap != null && target.equals(log)) {
                tap.drain();
              }
            });
            done.complete(Files.exists(log.path()) && treatment.apply(log));
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          } finally {
            release(log);
          }
        });
    if (!accepted) {
      done.complete(false);
    }
    return done;
  }

  private void later(Duration wait, Runnable task) {
    reactor.schedule(clock.instant().plus(wait), task);
  }

  private void compressed(Path file) {
    reactor.post(() -> {
      Shared shared = files.get(file);
      if (shared != null) {
        shared.file().clean();
      }
    });
  }

  /** Stops the thread, after what was asked for before. What is in the FIFOs stays there. */
  @Override
  public void close() {
    reactor.post(reactor::close); // in the queue, so that nothing before it is dropped
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      reactor.run();
    } finally {
      compressor.close();
      taps.values().forEach(Tap::close);
      files.values().forEach(shared -> shared.file().end());
      peek.close();
    }
  }

  private void watch(String key, Tap tap) {
    reactor.watch(tap.fifo(), Interest.READ, () -> pump(key, tap));
  }

  /** What fails once will fail again at once, so there is a pause. */
  private void pump(String key, Tap tap) {
    try {
      Duration pause = tap.pump();
      if (!pause.isZero()) {
        pause(key, tap, pause);
      }
    } catch (RuntimeException e) {
      failures.accept(e);
      pause(key, tap, PAUSE);
    }
  }

  private void pause(String key, Tap tap, Duration pause) {
    reactor.unwatch(tap.fifo());
    later(
        pause,
        () -> {
          if (tap.equals(taps.get(key))) {
            watch(key, tap);
          }
        });
  }

  private void remove(String key) {
    Tap tap = taps.remove(key);
    if (tap != null) {
      try {
        reactor.unwatch(tap.fifo());
        tap.finish();
      } finally {
        tap.close();
        LogFile file = targets.remove(key);
        if (file != null) {
          release(file);
        }
      }
    }
  }

  private LogFile share(Path file, Logs policy) {
    Path path = file.toAbsolutePath().normalize();
    Shared known = files.get(path);
    LogFile target =
        known == null ? new LogFile(host, path, policy, peek, bytes, house) : known.file();
    files.put(path, new Shared(target, known == null ? 1 : known.users() + 1));
    return target;
  }

  private void release(LogFile file) {
    Shared shared = files.get(file.path());
    if (shared == null || shared.users() == 1) {
      files.remove(file.path());
      file.end();
    } else {
      files.put(file.path(), new Shared(file, shared.users() - 1));
    }
  }
}
