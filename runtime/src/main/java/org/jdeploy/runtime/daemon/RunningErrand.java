package org.jdeploy.runtime.daemon;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.Spawned;
import org.jdeploy.runtime.supervise.Exit;
import org.jspecify.annotations.Nullable;

/** A command that runs for a program, until it ends or its time is over. Reactor thread only. */
final class RunningErrand implements Errands.Running {
  private static final Duration PATIENCE_WITH_THE_KILLED = Duration.ofMillis(500);

  private final LinuxHost host;
  private final Reactor reactor;
  private final Spawned process;
  private final String cookie;
  private final int output;
  private final Duration timeout;
  private final Consumer<Optional<String>> ended;
  private final LastLine lastLine = new LastLine();
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);
  private Reactor.@Nullable Timer timer;
  private boolean reading;
  private boolean over;

  /**
   * @param output where to read what it prints, ours from now on; or -1
   * @param ended gets what went wrong, or nothing
   */
  RunningErrand(
      LinuxHost host,
      Reactor reactor,
      Spawned process,
      String cookie,
      int output,
      Duration timeout,
      Consumer<Optional<String>> ended) {
    this.host = host;
    this.reactor = reactor;
    this.process = process;
    this.cookie = cookie;
    this.output = output;
    this.timeout = timeout;
    this.ended = ended;
  }

  void begin(Instant now) {
    reactor.watch(process.pidfd(), Interest.READ, this::mayHaveEnded);
    if (output >= 0) {
      reading = true;
      reactor.watch(output, Interest.READ, this::read);
    }
    timer = reactor.schedule(now.plus(timeout), this::tooLong);
  }

  @Override
  public void cancel() {
    if (!over) {
      killTree();
      finish();
    }
  }

  private void tooLong() {
    killTree();
    finish();
    ended.accept(
        Optional.of("took longer than " + timeout.toMillis() + " ms" + lastLine.asReason()));
  }

  private void mayHaveEnded() {
    Optional<Exit> exit = host.exitOf(process.pidfd());
    if (exit.isPresent()) {
      finish();
      ended.accept(
          switch (exit.get()) {
            case Exit.Code(int status) ->
                status == 0
                    ? Optional.empty()
                    : Optional.of("exited with code " + status + lastLine.asReason());
            case Exit.Killed(String signal) ->
                Optional.of("was killed by SIG" + signal + lastLine.asReason());
            case Exit.Unknown() -> Optional.of("ended nobody knows how");
          });
    }
  }

  private void read() {
    try {
      int count = host.read(output, buffer.clear());
      for (; count > 0; count = host.read(output, buffer.clear())) {
        lastLine.add(buffer.flip());
      }
      if (count < 0) {
        stopReading();
      }
    } catch (HostException e) {
      stopReading();
    }
  }

  private void stopReading() {
    if (reading) {
      reading = false;
      reactor.unwatch(output);
      host.close(output);
    }
  }

  private void finish() {
    over = true;
    if (reading) {
      read();
      stopReading();
    }
    if (timer != null) {
      timer.cancel();
    }
    reactor.unwatch(process.pidfd());
    // when it was killed: takes note of its end
    host.exitOf(process.pidfd());
    host.close(process.pidfd());
  }

  private void killTree() {
    Proc.killTree(process.pid(), process.startTime(), cookie, PATIENCE_WITH_THE_KILLED);
  }
}
