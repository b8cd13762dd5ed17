package org.jdeploy.runtime.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdeploy.runtime.host.BootClock;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.Reserve;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a unix socket. A connection gets a thread once it has said what it wants; of more than
 * {@link #MOST} such ones the others wait their turn, and more than {@link #QUEUE} that wait are
 * told to come back. Of more than {@link #ASKING} that have not said it yet, the oldest is hung up
 * on.
 */
public final class ControlServer implements AutoCloseable {
  static final int MOST = 64;
  static final int QUEUE = 256;
  static final int ASKING = 256;

  /** So many may sit there when descriptors are scarce. */
  private static final int FEW = 6;

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  private final Path socket;
  private final LinuxHost host;
  private final Reserve reserve;
  private final Reactor reactor;
  private final Handler handler;
  private final Predicate<Actor> allowed;
  private final Consumer<Exception> defects;
  private final BootClock clock = new BootClock();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192);

  /** Those that have not said all, the oldest first, each with its time limit. */
  private final SequencedMap<Asking, Reactor.Timer> asking = new LinkedHashMap<>();

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "control");
            thread.setDaemon(true);
            return thread;
          });
  private int listener;
  private int active;

  /**
   * Replaces a socket that a dead daemon left: call it under the home's lock. Nobody is accepted
   * before {@link #start}.
   *
   * @param inherited its listening descriptor, when this process has had it open before
   * @param allowed who may ask at all
   * @param defects hears of exceptions that are our fault
   */
  public ControlServer(
      Path socket,
      OptionalInt inherited,
      LinuxHost host,
      Reactor reactor,
      Handler handler,
      Predicate<Actor> allowed,
      Consumer<Exception> defects)
      throws IOException {
    this.socket = socket;
    this.host = host;
    this.reserve = host.reserve();
    this.reactor = reactor;
    this.handler = handler;
    this.allowed = allowed;
    this.defects = defects;
    this.listener = inherited.isPresent() && Files.exists(socket) ? inherited.getAsInt() : listen();
  }

  private int listen() throws IOException {
    Path fresh = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    int fd = host.listenUnix(fresh);
    try {
      Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      host.close(fd);
      throw e;
    }
    return fd;
  }

  /** Where clients are accepted from. Reactor thread. */
  public int descriptor() {
    return listener;
  }

  /** Begins to accept, on the reactor's thread. */
  public void start() {
    reactor.watch(listener, Interest.READ, this::accept);
  }

  /** The socket's file was deleted: makes it anew. Reactor thread. */
  public void renew() throws IOException {
    int fresh = listen();
    accept(); // who came before
    reactor.unwatch(listener);
    host.close(listener);
    listener = fresh;
    start();
  }

  private void accept() {
    try {
      for (int fd = nextClient(); fd >= 0; fd = nextClient()) {
        welcome(new Asking(host, fd, false));
      }
    } catch (HostException e) {
      if (e.isOutOfDescriptors()) {
        acceptOne();
      } else {
        defects.accept(e);
      }
    }
  }

  /** In need, those that only sit there leave room for those that want something. */
  private int nextClient() {
    if (reserve.isBorrowed() && asking.size() >= FEW) {
      drop(asking.firstEntry().getKey());
    }
    return host.accept(listener);
  }

  /** With what is held back for that; it is given back when the client has its answer. */
  private void acceptOne() {
    if (!asking.isEmpty()) {
      drop(asking.firstEntry().getKey());
    }
    reserve.borrow();
    try {
      int fd = host.accept(listener);
      if (fd >= 0) {
        welcome(new Asking(host, fd, true));
        return;
      }
    } catch (HostException e) {
      defects.accept(e);
      // not even that: no reason to go round in circles
      reactor.unwatch(listener);
      reactor.schedule(clock.instant().plus(PAUSE), this::start);
    }
    reserve.giveBack();
  }

  private void welcome(Asking client) {
    if (asking.size() >= ASKING) {
      drop(asking.firstEntry().getKey());
    }
    asking.put(client, reactor.schedule(clock.instant().plus(REQUEST_LIMIT), () -> drop(client)));
    reactor.watch(client.fd(), Interest.READ, () -> hear(client));
    hear(client);
  }

  private void hear(Asking client) {
    boolean whole;
    try {
      whole = client.hear(buffer);
    } catch (HostException e) {
      drop(client);
      return;
    }
    if (whole) {
      forget(client);
      admit(
          new Connection(host, client.fd(), client.said(), this::handle, defects),
          client.borrowed());
    }
  }

  private void drop(Asking client) {
    forget(client);
    host.close(client.fd());
    if (client.borrowed()) {
      reserve.giveBack();
    }
  }

  private void forget(Asking client) {
    reactor.unwatch(client.fd());
    Reactor.Timer limit = asking.remove(client);
    if (limit != null) {
      limit.cancel();
    }
  }

  private Response handle(Request request) {
    if (!allowed.test(request.actor())) {
      return Response.error(403, "this jpmd does not take orders from " + request.actor());
    }
    return handler.handle(request);
  }

  private void admit(Connection connection, boolean borrowed) {
    admit(
        () -> {
          connection.run();
          if (borrowed) {
            reserve.giveBack();
          }
        },
        () -> {
          connection.refuse();
          if (borrowed) {
            reserve.giveBack();
          }
        });
  }

  private synchronized void admit(Runnable connection, Runnable refusal) {
    if (active < MOST) {
      active++;
      threads.execute(() -> work(connection));
    } else if (waiting.size() < QUEUE) {
      waiting.add(connection);
    } else {
      refusal.run();
    }
  }

  private void work(Runnable first) {
    @Nullable Runnable connection = first;
    while (connection != null) {
      connection.run();
      connection = next();
    }
  }

  private synchronized @Nullable Runnable next() {
    @Nullable Runnable next = waiting.poll();
    if (next == null) {
      active--;
    }
    return next;
  }

  /** Accepts nobody any more, and gives requests in progress a moment to write their last line. */
  @Override
  public void close() throws IOException {
    host.close(listener);
    Files.deleteIfExists(socket);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
