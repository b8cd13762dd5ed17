package org.jdeploy.deployer.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests to some ports of this machine, from clients that keep connections alive and clients that
 * open one for each request. They speak HTTP/1.1 on plain sockets and never retry, so that nothing
 * a user would notice is hidden. Every request is counted, and every failure is kept with its
 * reason.
 */
public final class Load implements AutoCloseable {
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Duration pause;
  private volatile boolean running = true;

  public Load(String path, List<Integer> ports) {
    this(path, ports, Duration.ZERO);
  }

  /**
   * @param pause of each client between two requests
   */
  public Load(String path, List<Integer> ports, Duration pause) {
    this.pause = pause;
    for (int port : ports) {
      clients.add(
          Thread.ofPlatform().name("keep-alive-" + port).start(() -> keepAlive(port, path)));
      clients.add(Thread.ofPlatform().name("one-shot-" + port).start(() -> oneShot(port, path)));
    }
  }

  private void keepAlive(int port, String path) {
    while (running) {
      int served = 0;
      try (Socket socket = connect(port)) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (running && open) {
          open = exchange(socket, in, path, "keep-alive");
          served++;
        }
      } catch (IOException e) {
        failures.add("keep-alive, after " + served + " requests on the connection: " + e);
      }
    }
  }

  private void oneShot(int port, String path) {
    while (running) {
      try (Socket socket = connect(port)) {
        exchange(socket, new BufferedInputStream(socket.getInputStream()), path, "close");
      } catch (IOException e) {
        failures.add("one connection for each request: " + e);
      }
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** One request and its whole answer; whether the connection stays open. */
  private boolean exchange(Socket socket, InputStream in, String path, String connection)
      throws IOException {
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line(in);
    boolean open = true;
    boolean chunked = false;
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      open &= !lower.equals("connection: close");
      chunked |= lower.equals("transfer-encoding: chunked");
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    if (chunked) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        skip(in, size + 2);
      }
      line(in);
    } else {
      skip(in, length);
    }
    if (status.startsWith("HTTP/1.1 200")) {
      answered.incrementAndGet();
    } else {
      failures.add(status);
    }
    LockSupport.parkNanos(pause.toNanos());
    return open;
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static void skip(InputStream in, int bytes) throws IOException {
    if (in.readNBytes(bytes).length < bytes) {
      throw new EOFException("the connection ended inside a body");
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended before the answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  public long answered() {
    return answered.get();
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Lets each client finish the request it is at. */
  public void stop() {
    running = false;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}
