package org.jdeploy.runtime.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;

/**
 * Sends each line as a datagram to a service on this machine. Lines leave the pipe after they were
 * sent. A service that is not there costs its lines, which are counted; one that is busy gets a
 * second. What has no line end goes after a second, too.
 */
final class Datagrams implements Outlet {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration BUSY = Duration.ofMillis(20);

  /** With no line end in so much, the pipe is nearly full: its writer must not wait. */
  private static final int ENOUGH = 32 * 1024;

  private final LinuxHost host;
  private final Path receiver;
  private final Peek peek;
  private final DatagramFormat format;
  private final Losses losses;
  private int socket = -1;
  private long busySince;
  private int unfinished;
  private Duration pause = Duration.ZERO;

  Datagrams(LinuxHost host, Path receiver, Peek peek, DatagramFormat format, Losses losses) {
    this.host = host;
    this.receiver = receiver;
    this.peek = peek;
    this.format = format;
    this.losses = losses;
  }

  @Override
  public void prepare() {
    pause = Duration.ZERO;
  }

  @Override
  public long take(int pipe) {
    return take(pipe, false);
  }

  private long take(int pipe, boolean last) {
    ByteBuffer seen = peek.look(pipe);
    if (!seen.hasRemaining() || !pause.isZero()) {
      return 0;
    }
    int begin = 0;
    for (int i = 0; i < seen.limit(); i++) {
      if (seen.get(i) == '\n') {
        if (!send(seen, begin, i, 1)) {
          pause = BUSY;
          return peek.discard(pipe, begin);
        }
        begin = i + 1;
      }
    }
    int rest = seen.limit() - begin;
    if (rest > 0 && begin == 0) {
      if (!last && rest < ENOUGH && rest != unfinished) {
        unfinished = rest;
        pause = PATIENCE;
        return 0;
      }
      if (!send(seen, 0, rest, 0)) {
        pause = BUSY;
        return 0;
      }
      begin = rest;
    }
    unfinished = 0;
    return peek.discard(pipe, begin);
  }

  /** Sent, or lost; false when it is worth waiting. */
  private boolean send(ByteBuffer seen, int begin, int end, int more) {
    byte[] line = new byte[end - begin];
    seen.get(begin, line);
    for (int attempt = 0; ; attempt++) {
      try {
        if (socket < 0) {
          socket = host.connectDatagram(receiver);
        }
        if (host.send(socket, ByteBuffer.wrap(format.message(line)), -1) > 0) {
          busySince = 0;
          losses.over();
          return true;
        }
        busySince = busySince == 0 ? System.nanoTime() : busySince;
        if (System.nanoTime() - busySince < PATIENCE.toNanos()) {
          return false;
        }
        losses.because(receiver + " is too slow");
        break;
      } catch (HostException e) {
        disconnect();
        losses.because(e);
        if (attempt > 0) {
          break; // once more only: it may have been started anew
        }
      }
    }
    losses.add(line.length + more);
    return true;
  }

  private void disconnect() {
    if (socket >= 0) {
      host.close(socket);
      socket = -1;
    }
  }

  @Override
  public void taken() {}

  @Override
  public void finish(int pipe) {
    pause = Duration.ZERO;
    while (take(pipe, true) > 0 && pause.isZero()) {}
    disconnect();
  }

  @Override
  public Duration pause() {
    return pause;
  }

  @Override
  public Losses losses() {
    return losses;
  }
}
