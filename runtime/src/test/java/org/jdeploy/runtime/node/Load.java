package org.jdeploy.runtime.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Clients that send one request after the other, half of them on connections they keep as long as
 * the server allows, and that count whatever goes wrong: nothing is tried twice.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 8;

  private final int port;
  private final String path;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean stopped;

  Load(int port, String path) {
    this.port = port;
    this.path = path;
    for (int i = 0; i < CLIENTS; i++) {
      boolean keepAlive = i % 2 == 0;
      threads.add(Thread.ofPlatform().name("client-" + i).start(() -> run(keepAlive)));
    }
  }

  /** Waits for so many more answers, or for a failure. */
  void go(int more) {
    int enough = answers.get() + more;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(60))
        .until(() -> answers.get() >= enough || !failures.isEmpty());
  }

  int answers() {
    return answers.get();
  }

  /** Ends the load and gives what failed. */
  List<String> failures() {
    close();
    return failures;
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void run(boolean keepAlive) {
    while (!stopped) {
      int served = 0;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean again;
        do {
          socket.getOutputStream().write(request(keepAlive));
          again = answer(in);
          served++;
          answers.incrementAndGet();
        } while (again && !stopped);
      } catch (IOException e) {
        failures.add((keepAlive ? "keep-alive" : "close") + ", request " + (served + 1) + ": " + e);
        return;
      }
    }
  }

  private byte[] request(boolean keepAlive) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + (keepAlive ? "\r\n" : "Connection: close\r\n\r\n"))
        .getBytes(US_ASCII);
  }

  /** Whether the connection may be used again. */
  private static boolean answer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status);
    }
    int length = -1;
    boolean close = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      close |= lower.equals("connection: close");
    }
    if (in.readNBytes(length).length < length) {
      throw new EOFException("inside the body");
    }
    return !close;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
