package org.jdeploy.runtime.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jdeploy.runtime.client.Wire;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;

/** An accepted connection, by its descriptor. */
final class PeerTransport implements Wire.Transport {
  private final LinuxHost host;
  private final int fd;
  private final ByteBuffer before;
  private boolean open = true;

  /**
   * Takes the descriptor over.
   *
   * @param before what was read from it already
   */
  PeerTransport(LinuxHost host, int fd, ByteBuffer before) {
    this.host = host;
    this.fd = fd;
    this.before = before;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (before.hasRemaining()) {
      int count = Math.min(before.remaining(), into.remaining());
      into.put(into.position(), before, before.position(), count);
      into.position(into.position() + count);
      before.position(before.position() + count);
      return count;
    }
    try {
      return host.read(fd, into);
    } catch (HostException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    try {
      return host.write(fd, from);
    } catch (HostException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean await(boolean toRead, long milliseconds) {
    return host.await(fd, toRead ? Interest.READ : Interest.WRITE, Duration.ofMillis(milliseconds));
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      host.close(fd);
    }
  }
}
