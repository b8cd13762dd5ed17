package org.jdeploy.deployer.ssh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdeploy.deployer.shell.Frame;
import org.jdeploy.deployer.shell.Lines;
import org.jdeploy.deployer.ssh.OutputListener.StreamKind;
import org.jspecify.annotations.Nullable;

/** The step that a shell is busy with: puts its two streams of output and its end together. */
final class RunningStep {
  private final int id;
  private final OutputListener listener;
  private final Lines out;
  private final Lines err;
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private @Nullable Integer code;
  private boolean errorsEnded;
  private boolean toBeEnded;
  private @Nullable RuntimeException listenerFailure;

  RunningStep(int id, OutputListener listener) {
    this.id = id;
    this.listener = listener;
    this.out = new Lines(line -> tell(StreamKind.OUT, line));
    this.err = new Lines(line -> tell(StreamKind.ERR, line));
  }

  /** How it ended, as far as the channel knows. */
  sealed interface Ending {
    record Code(int code) implements Ending {}

    record Lost(String reason) implements Ending {}
  }

  synchronized void output(StreamKind stream, byte[] bytes, int offset, int length) {
    lines(stream).feed(bytes, offset, length);
  }

  synchronized void frame(Frame frame) {
    switch (frame) {
      case Frame.End(int of, int exit) when of == id -> code = exit;
      case Frame.ErrorsEnd(int of) when of == id -> errorsEnded = true;
      case Frame.End _, Frame.ErrorsEnd _, Frame.Begin _, Frame.Hello _ -> {
        return;
      }
    }
    if (code != null && errorsEnded) {
      endLines();
      ending.complete(new Ending.Code(code));
    }
  }

  synchronized void lost(String reason) {
    endLines();
    ending.complete(new Ending.Lost(reason));
  }

  /** True for the first who wants it to end by force. */
  synchronized boolean beginEnd() {
    boolean first = !toBeEnded;
    toBeEnded = true;
    return first;
  }

  boolean hasEnded() {
    return ending.isDone();
  }

  Ending await(Duration timeout) throws TimeoutException, InterruptedException {
    try {
      return ending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Throws what the listener threw, once the step cannot call it any more. */
  synchronized void rethrow() {
    if (listenerFailure != null) {
      throw listenerFailure;
    }
  }

  private void endLines() {
    out.end();
    err.end();
  }

  private void tell(StreamKind stream, String line) {
    if (ending.isDone() || listenerFailure != null) {
      return;
    }
    try {
      listener.line(stream, line);
    } catch (RuntimeException e) {
      listenerFailure = e;
    }
  }

  private Lines lines(StreamKind stream) {
    return stream == StreamKind.OUT ? out : err;
  }
}
