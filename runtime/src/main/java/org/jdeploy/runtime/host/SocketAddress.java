package org.jdeploy.runtime.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Addresses of sockets in the kernel's layout: sockaddr_in, sockaddr_in6 and sockaddr_un. */
final class SocketAddress {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
  static final InetAddress ANY_6 = InetAddress.ofLiteral("::");
  static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddress() {}

  static int family(InetAddress address) {
    return address instanceof Inet6Address ? AF_INET6 : AF_INET;
  }

  static MemorySegment inet(Arena arena, InetAddress address, int port) {
    boolean six = address instanceof Inet6Address;
    MemorySegment name = arena.allocate(six ? 28 : 16, 4);
    name.set(ValueLayout.JAVA_SHORT, 0, (short) family(address));
    name.set(NETWORK_SHORT, 2, (short) port);
    byte[] bytes = address.getAddress();
    MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, six ? 8 : 4, bytes.length);
    if (address instanceof Inet6Address scoped) {
      name.set(ValueLayout.JAVA_INT, 24, scoped.getScopeId());
    }
    return name;
  }

  static MemorySegment unix(Arena arena, Path path) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    MemorySegment name = arena.allocate(2 + bytes.length + 1, 2);
    name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 2, bytes.length);
    return name;
  }

  /** {@code 127.0.0.1:3000}, {@code [::1]:3000}. */
  static String text(InetAddress address, int port) {
    String host = address.getHostAddress();
    return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
  }
}
