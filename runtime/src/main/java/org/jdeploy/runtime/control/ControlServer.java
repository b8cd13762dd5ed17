package org.jdeploy.runtime.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens on a unix socket and gives each connection a thread for the time of its one request; more
 * than {@link #MOST} at once are told to come back.
 */
public final class ControlServer implements AutoCloseable {
  static final int MOST = 48;

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Handler handler;
  private final Consumer<Exception> defects;
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          0,
          MOST,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "control");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Replaces a socket that a dead daemon left: call it under the home's lock. Nobody is accepted
   * before {@link #start}.
   *
   * @param defects hears of exceptions that are our fault
   */
  public ControlServer(Path socket, Handler handler, Consumer<Exception> defects)
      throws IOException {
    this.socket = socket;
    this.handler = handler;
    this.defects = defects;
    Path fresh = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(fresh), 64);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, socket, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  public void start() {
    Thread acceptor = new Thread(this::accept, "control-accept");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        try {
          workers.execute(new Connection(channel, handler, defects));
        } catch (RejectedExecutionException e) {
          Connection.refuse(channel);
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // out of descriptors, most likely: no reason to spin
        defects.accept(e);
        try {
          TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  /** Accepts nobody any more, and gives requests in progress a moment to write their last line. */
  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(socket);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
