package org.jdeploy.runtime.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that ask one question after the other and try nothing twice: every second one keeps its
 * connection as long as the server allows.
 */
final class HttpLoad implements AutoCloseable {
  private static final int CLIENTS = 8;

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean stopped;

  HttpLoad(int port) {
    this.port = port;
    for (int i = 0; i < CLIENTS; i++) {
      boolean keepAlive = i % 2 == 0;
      threads.add(Thread.ofPlatform().start(() -> run(keepAlive)));
    }
  }

  /** Waits for so many more answers, or for a failure. */
  void go(int more) {
    int enough = answers.get() + more;
    TestHome.await().until(() -> answers.get() >= enough || !failures.isEmpty());
  }

  int answers() {
    return answers.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The different answers there were. */
  Set<String> bodies() {
    return Set.copyOf(bodies);
  }

  private void run(boolean keepAlive) {
    while (!stopped) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean again = true;
        while (again && !stopped) {
          socket
              .getOutputStream()
              .write(
                  ("GET / HTTP/1.1\r\nHost: x\r\n"
                          + (keepAlive ? "" : "Connection: close\r\n")
                          + "\r\n")
                      .getBytes(US_ASCII));
          again = answer(in) && keepAlive;
        }
      } catch (IOException e) {
        if (!stopped) {
          failures.add(e.toString());
        }
      }
    }
  }

  /** Whether the server keeps the connection. */
  private boolean answer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    boolean keeps = true;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String low = header.toLowerCase(Locale.ROOT);
      if (low.startsWith("content-length:")) {
        length = Integer.parseInt(low.substring("content-length:".length()).strip());
      }
      keeps &= !low.equals("connection: close");
    }
    bodies.add(new String(in.readNBytes(length), US_ASCII));
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status);
    }
    answers.incrementAndGet();
    return keeps;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("after \"" + line + "\"");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
