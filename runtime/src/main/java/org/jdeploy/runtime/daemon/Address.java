package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * Where a program wants to listen, as it said so: a TCP port, or a unix socket.
 *
 * @param host an IP address; empty for any
 * @param port 0 for a free one
 * @param path of a unix socket; host and port mean nothing then. Empty text for TCP
 */
record Address(String host, int port, String path) {
  private static final Set<String> ANY = Set.of("", "0.0.0.0", "::");

  Address(String host, int port) {
    this(host, port, "");
  }

  static Address of(ProgramSpec.Listen listen) {
    return listen
        .path()
        .map(Address::unix)
        .orElseGet(() -> new Address(listen.host(), listen.port()));
  }

  static Address unix(Path path) {
    return new Address("", 0, path.toString());
  }

  boolean isUnix() {
    return !path.isEmpty();
  }

  /** As people and {@code jpm status} name it. */
  String uri(int boundPort) {
    if (isUnix()) {
      return "unix:" + path;
    }
    String name = host.isEmpty() ? "::" : host;
    return "tcp://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + boundPort;
  }

  /** A connection to one could be meant for the other, when the ports are the same. */
  boolean overlaps(Address other) {
    if (isUnix() || other.isUnix()) {
      return path.equals(other.path);
    }
    return host.equals(other.host) || ANY.contains(host) || ANY.contains(other.host);
  }
}
