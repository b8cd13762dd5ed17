package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** Asks whether somebody accepts connections. */
final class TcpProbe {
  private TcpProbe() {}

  /**
   * What is wrong; empty when a connection was accepted. Blocks.
   *
   * @param address {@code host:port}
   */
  static Optional<String> ask(String address, Duration timeout) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(host), port),
          Math.toIntExact(Math.max(1, timeout.toMillis())));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
