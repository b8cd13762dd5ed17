package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One HTTP/1.1 request that asks whether a program is well: any status from 200 to 399 says yes.
 *
 * @param path with query
 */
record HttpProbe(String host, int port, String path) {
  private static final int LONGEST_STATUS_LINE = 1024;

  /**
   * @throws IllegalArgumentException when it is no http URL
   */
  static HttpProbe of(String url) {
    URI uri = URI.create(url);
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("not an http:// address: " + url);
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new HttpProbe(
        uri.getHost().replace("[", "").replace("]", ""),
        uri.getPort() < 0 ? 80 : uri.getPort(),
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  String hostHeader() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  static boolean isWell(int status) {
    return status >= 200 && status < 400;
  }

  /** Asks over the network and waits for the answer; empty when all is well, else what is wrong. */
  Optional<String> ask(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), left(deadline));
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + hostHeader()
              + "\r\nUser-Agent: jpmd\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String line = statusLine(socket, deadline);
      String[] parts = line.split(" ", 3);
      if (!parts[0].startsWith("HTTP/") || parts.length < 2) {
        return Optional.of("the answer is not HTTP");
      }
      return verdict(Integer.parseInt(parts[1]));
    } catch (SocketTimeoutException e) {
      return Optional.of("no answer within " + timeout.toMillis() + " ms");
    } catch (NumberFormatException e) {
      return Optional.of("the answer is not HTTP");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  static Optional<String> verdict(int status) {
    return isWell(status) ? Optional.empty() : Optional.of("answered with status " + status);
  }

  private static int left(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) millis;
  }

  private static String statusLine(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_STATUS_LINE) {
      socket.setSoTimeout(left(deadline));
      int next = in.read();
      if (next < 0 || next == '\n') {
        return line.toString();
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
