package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jdeploy.deployer.shell.Frame;
import org.jdeploy.deployer.shell.FrameReader;
import org.jdeploy.deployer.shell.Frames;
import org.jdeploy.deployer.shell.ShellRuntime;
import org.jdeploy.deployer.shell.ShellRuntime.Signal;
import org.jdeploy.deployer.ssh.OutputListener.StreamKind;
import org.jspecify.annotations.Nullable;

/** The client's half of a channel: sends steps, waits for their frames, hands on their output. */
final class FramedShell implements RemoteShell {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int STRAY_LIMIT = 8192;

  private final Wire wire;
  private final Frames frames;
  private final AtomicInteger lastId = new AtomicInteger();
  private final AtomicReference<@Nullable RunningStep> running = new AtomicReference<>();
  private final AtomicReference<@Nullable String> lost = new AtomicReference<>();
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final StringBuilder stray = new StringBuilder();

  /** Held while a signal is under way: it must not reach the step after the one it is meant for. */
  private final ReentrantLock signalling = new ReentrantLock();

  private final CountDownLatch streamsOpen = new CountDownLatch(2);

  private FramedShell(Wire wire, String nonce) {
    this.wire = wire;
    this.frames = new Frames(nonce);
    Thread.ofVirtual().start(() -> read(wire.out(), StreamKind.OUT, nonce));
    Thread.ofVirtual().start(() -> read(wire.err(), StreamKind.ERR, nonce));
    Thread.ofVirtual().start(() -> send(ShellRuntime.load(nonce), Payload.NONE));
  }

  /**
   * Loads the runtime and waits for its hello; ends the wire when there is none.
   *
   * @param where user and host, for the message
   */
  static FramedShell open(Wire wire, String where, Duration timeout) throws ConnectFailure {
    FramedShell shell = new FramedShell(wire, HexFormat.of().formatHex(random()));
    try {
      shell.pid.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return shell;
    } catch (TimeoutException _) {
      wire.close();
      throw new ConnectFailure(
          ConnectFailure.Kind.SHELL,
          where
              + ": logged in, but no shell answered within "
              + timeout.toSeconds()
              + " s: does a start-up file of that user (.profile, .bashrc …) read from standard"
              + " input?"
              + shell.said());
    } catch (ExecutionException e) {
      wire.close();
      throw new ConnectFailure(
          ConnectFailure.Kind.SHELL,
          where
              + ": logged in, but the user's login shell did not start /bin/sh"
              + shell.said()
              + ": jdeploy needs an account with an ordinary shell",
          e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      wire.close();
      throw new ConnectFailure(ConnectFailure.Kind.LOST, where + ": interrupted");
    }
  }

  @Override
  public StepResult run(
      String id, String script, Payload payload, Duration timeout, OutputListener output) {
    int number = lastId.incrementAndGet();
    byte[] frame = frames.run(number, id, script, payload.length());
    return execute(new RunningStep(number, output), frame, payload, timeout);
  }

  @Override
  public StepResult runInChannel(
      String id, String script, Duration timeout, OutputListener output) {
    int number = lastId.incrementAndGet();
    byte[] frame = frames.main(number, script);
    return execute(new RunningStep(number, output), frame, Payload.NONE, timeout);
  }

  @Override
  public StepResult onEof(String script, Duration timeout) {
    int number = lastId.incrementAndGet();
    byte[] frame = frames.eof(number, script);
    return execute(new RunningStep(number, OutputListener.NONE), frame, Payload.NONE, timeout);
  }

  private StepResult execute(RunningStep step, byte[] frame, Payload payload, Duration timeout) {
    long start = System.nanoTime();
    if (!running.compareAndSet(null, step)) {
      throw new IllegalStateException("a shell runs one step at a time");
    }
    try {
      String gone = lost.get();
      if (gone != null) {
        return new StepResult.Lost(gone);
      }
      signalling.lock();
      try {
        Thread.ofVirtual().start(() -> send(frame, payload));
      } finally {
        signalling.unlock();
      }
      StepResult result =
          switch (step.await(timeout)) {
            case RunningStep.Ending.Code(int code) ->
                new StepResult.Exited(code, Duration.ofNanos(System.nanoTime() - start));
            case RunningStep.Ending.Lost(String reason) -> new StepResult.Lost(reason);
          };
      step.rethrow();
      return result;
    } catch (TimeoutException _) {
      end(step, payload);
      return new StepResult.TimedOut(timeout);
    } catch (InterruptedException _) {
      end(step, payload);
      Thread.currentThread().interrupt();
      return new StepResult.Lost("interrupted");
    } finally {
      running.set(null);
    }
  }

  @Override
  public Optional<String> hello() {
    synchronized (stray) {
      return stray.toString().isBlank() ? Optional.empty() : Optional.of(stray.toString().strip());
    }
  }

  @Override
  public void cancel() {
    RunningStep step = running.get();
    if (step != null && step.beginEnd()) {
      Thread.ofVirtual().start(() -> end(step, Payload.NONE));
    }
  }

  @Override
  public boolean isAlive() {
    return lost.get() == null;
  }

  @Override
  public void close() {
    try {
      Thread.ofVirtual().start(this::hangUp);
      if (lost.get() == null) {
        streamsOpen.await(GRACE.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lose("closed");
      wire.close();
    }
  }

  private void hangUp() {
    try {
      wire.in().close();
    } catch (IOException _) {
      // then it is closed already
    }
  }

  /** Ends a step by force; a payload that is cut off makes the shell useless. */
  private void end(RunningStep step, Payload payload) {
    for (int second = 0; second < GRACE.toSeconds() && !step.hasEnded(); second++) {
      signal(step, Signal.TERM);
      awaitQuietly(step, Duration.ofSeconds(1));
    }
    if (step.hasEnded()) {
      return;
    }
    signal(step, Signal.KILL);
    awaitQuietly(step, GRACE);
    if (!step.hasEnded() || payload.length() > 0) {
      lose("a step had to be killed, and the channel with it");
      wire.close();
    }
  }

  private static void awaitQuietly(RunningStep step, Duration timeout) {
    try {
      step.await(timeout);
    } catch (TimeoutException _) {
      // the caller asks
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(RunningStep step, Signal signal) {
    signalling.lock();
    try {
      if (!step.hasEnded()) {
        wire.aside(ShellRuntime.signalStep(pid.resultNow(), signal));
      }
    } catch (IOException _) {
      // the channel is going away, and its end is noticed by its readers
    } finally {
      signalling.unlock();
    }
  }

  private void send(byte[] frame, Payload payload) {
    try {
      OutputStream in = wire.in();
      in.write(frame);
      switch (payload) {
        case Payload.None _ -> {}
        case Payload.Bytes(byte[] bytes) -> in.write(bytes);
        case Payload.Stream(Payload.Source source, long length) -> {
          try (InputStream from = source.open()) {
            copy(from, in, length);
          }
        }
      }
      in.flush();
    } catch (IOException | RuntimeException e) {
      lose(lost.get() == null && streamsOpen.getCount() == 2 ? reason(e) : wire.loss());
      wire.close();
    }
  }

  private static String reason(Exception e) {
    return "the data for a step could not be sent: "
        + Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private static void copy(InputStream from, OutputStream to, long length) throws IOException {
    byte[] buffer = new byte[65536];
    for (long left = length; left > 0; ) {
      int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new IOException(left + " bytes fewer than announced");
      }
      to.write(buffer, 0, count);
      left -= count;
    }
  }

  private void read(InputStream from, StreamKind stream, String nonce) {
    FrameReader reader =
        new FrameReader(
            nonce,
            new FrameReader.Sink() {
              @Override
              public void output(byte[] bytes, int offset, int length) {
                RunningStep step = running.get();
                if (step != null) {
                  step.output(stream, bytes, offset, length);
                } else {
                  stray(bytes, offset, length);
                }
              }

              @Override
              public void frame(Frame frame) {
                if (frame instanceof Frame.Hello(long shell)) {
                  pid.complete(shell);
                }
                RunningStep step = running.get();
                if (step != null) {
                  step.frame(frame);
                }
              }
            });
    try (from) {
      byte[] buffer = new byte[32768];
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        reader.feed(buffer, 0, count);
      }
    } catch (IOException _) {
      // as good as an end
    } finally {
      reader.end();
      streamsOpen.countDown();
      if (stream == StreamKind.OUT) {
        lose(wire.loss());
      }
    }
  }

  private void lose(String reason) {
    lost.compareAndSet(null, reason);
    pid.completeExceptionally(new IOException(reason));
    RunningStep step = running.get();
    if (step != null) {
      step.lost(reason);
    }
  }

  private void stray(byte[] bytes, int offset, int length) {
    synchronized (stray) {
      if (!pid.isDone() && stray.length() < STRAY_LIMIT) {
        stray.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
      }
    }
  }

  private String said() {
    return hello().map(text -> " (it said: " + text + ")").orElse("");
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
