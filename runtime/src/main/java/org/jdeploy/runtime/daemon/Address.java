package org.jdeploy.runtime.daemon;

/**
 * Where a program wants to listen, as it said so.
 *
 * @param host an IP address; empty for any
 * @param port 0 for a free one
 */
record Address(String host, int port) {
  private static final java.util.Set<String> ANY = java.util.Set.of("", "0.0.0.0", "::");

  /** As people and {@code jpm status} name it. */
  String uri(int boundPort) {
    String name = host.isEmpty() ? "::" : host;
    return "tcp://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + boundPort;
  }

  /** A connection to one could be meant for the other, when the ports are the same. */
  boolean overlaps(Address other) {
    return host.equals(other.host) || ANY.contains(host) || ANY.contains(other.host);
  }
}
