package org.jdeploy.runtime.daemon;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.Received;
import org.jdeploy.runtime.node.Channel;
import org.jdeploy.runtime.node.FromWorker;
import org.jdeploy.runtime.node.ToWorker;

/**
 * The channel to one Node program: moves its bytes between socket and codec. Reactor thread only.
 */
final class WorkerLink implements AutoCloseable {
  private final LinuxHost host;
  private final Reactor reactor;
  private final int fd;
  private final Consumer<FromWorker> inbox;
  private final Channel channel = new Channel();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
  private boolean open = true;
  private boolean waitsToWrite;

  /** Takes the descriptor over. */
  WorkerLink(LinuxHost host, Reactor reactor, int fd, Consumer<FromWorker> inbox) {
    this.host = host;
    this.reactor = reactor;
    this.fd = fd;
    this.inbox = inbox;
    reactor.watch(fd, Interest.READ, this::ready);
  }

  /** The channel's descriptor while it is open, else -1. */
  int descriptor() {
    return open ? fd : -1;
  }

  void send(ToWorker message) {
    channel.send(message);
    flush();
  }

  private void ready() {
    try {
      read();
    } catch (HostException e) {
      close();
    }
    flush();
  }

  private void read() {
    while (open) {
      buffer.clear();
      Received received = host.receive(fd, buffer);
      received.descriptor().ifPresent(host::close);
      if (received.bytes() < 0) {
        close();
      }
      if (received.bytes() <= 0) {
        return;
      }
      buffer.flip();
      List<FromWorker> messages = channel.received(buffer);
      messages.forEach(inbox);
    }
  }

  private void flush() {
    try {
      while (open) {
        Optional<Channel.Chunk> next = channel.next();
        if (next.isEmpty()) {
          waitToWrite(false);
          return;
        }
        int count = host.send(fd, next.get().bytes(), next.get().descriptor().orElse(-1));
        if (count == 0) {
          waitToWrite(true);
          return;
        }
        channel.wrote(count);
      }
    } catch (HostException e) {
      close();
    }
  }

  private void waitToWrite(boolean wait) {
    if (open && wait != waitsToWrite) {
      waitsToWrite = wait;
      reactor.watch(fd, wait ? Interest.READ_WRITE : Interest.READ, this::ready);
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      reactor.unwatch(fd);
      host.close(fd);
    }
  }
}
