package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Passes connections on to a port, until it stops to do so without telling anybody. */
final class StallingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stalled;

  StallingProxy(int target) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on nothing passes, and nobody is told. */
  void stall() {
    stalled = true;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        sockets.add(client);
        if (!stalled) {
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          sockets.add(server);
          Thread.ofPlatform().daemon().start(() -> pump(client, server));
          Thread.ofPlatform().daemon().start(() -> pump(server, client));
        }
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (stalled) {
          closed.await();
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException _) {
      // one side went away
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
