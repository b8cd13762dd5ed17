package org.jdeploy.runtime.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A connected socket on which every wait ends: reads and writes give up when the time limit in
 * force is over. For one thread at a time.
 */
public final class Wire implements AutoCloseable {
  private final Transport transport;
  private final ByteBuffer incoming = ByteBuffer.allocate(8192).flip();
  private long deadline;

  /** A non-blocking connection. */
  public interface Transport extends AutoCloseable {
    /** Bytes read, 0 when there are none now, -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Bytes written, 0 when it would have to wait. */
    int write(ByteBuffer from) throws IOException;

    /** Waits until it may be worth trying again; false when the time is over. */
    boolean await(boolean toRead, long milliseconds) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Takes the transport over, and closes it in {@link #close}. */
  public Wire(Transport transport, Duration limit) {
    this.transport = transport;
    limit(limit);
  }

  /** Takes the channel over, and closes it in {@link #close}. */
  public Wire(SocketChannel channel, Duration limit) throws IOException {
    this(new ChannelTransport(channel), limit);
  }

  /** From now on, reads and writes may take this long altogether. */
  public void limit(Duration limit) {
    deadline = System.nanoTime() + limit.toNanos();
  }

  /** The next byte, or -1 at the end of the stream. */
  public int read() throws IOException {
    return fill() ? incoming.get() & 0xff : -1;
  }

  /** Fills the array. */
  public void readFully(byte[] into) throws IOException {
    int done = 0;
    while (done < into.length) {
      if (!fill()) {
        throw new EOFException("the connection ended in the middle of a message");
      }
      int some = Math.min(incoming.remaining(), into.length - done);
      incoming.get(into, done, some);
      done += some;
    }
  }

  private boolean fill() throws IOException {
    while (!incoming.hasRemaining()) {
      incoming.clear();
      int count = transport.read(incoming);
      incoming.flip();
      if (count < 0) {
        return false;
      }
      if (count == 0) {
        await(true);
      }
    }
    return true;
  }

  public void write(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      if (transport.write(rest) == 0) {
        await(false);
      }
    }
  }

  /** Writes what can be written within some time; how much. */
  public int tryWrite(ByteBuffer bytes, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    int before = bytes.remaining();
    while (bytes.hasRemaining()) {
      if (transport.write(bytes) == 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 || !transport.await(false, left)) {
          break;
        }
      }
    }
    return before - bytes.remaining();
  }

  /** The other side has hung up. Never waits. */
  public boolean peerGone() {
    if (incoming.hasRemaining()) {
      return false;
    }
    try {
      incoming.clear();
      int count = transport.read(incoming);
      incoming.flip();
      return count < 0;
    } catch (IOException e) {
      incoming.clear().flip();
      return true;
    }
  }

  private void await(boolean toRead) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 || (!transport.await(toRead, left) && System.nanoTime() >= deadline)) {
      throw new SocketTimeoutException("no answer in time");
    }
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
