package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes listening sockets and pairs, and asks sockets about themselves; see socket(7), unix(7). */
final class Sockets {
  static final int SOL_SOCKET = 1;

  private static final int STREAM = 1 | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
  private static final int DATAGRAM = 2 | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_PASSCRED = 16;
  private static final int SO_PEERCRED = 17;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int UNIX_PATH_MAX = 107;
  private static final int OWNER_ONLY = 0600;
  private static final int UNIX_BACKLOG = 511;

  private Sockets() {}

  static int listenTcp(String host, int port, int backlog) {
    if (!host.isEmpty()) {
      InetAddress address = resolve(host);
      return Libc.check(
          listen(address, port, backlog), "cannot listen on " + SocketAddress.text(address, port));
    }
    int both = listen(SocketAddress.ANY_6, port, backlog);
    boolean noIpv6 = Errno.EAFNOSUPPORT.is(both) || Errno.EADDRNOTAVAIL.is(both);
    int fd = noIpv6 ? listen(SocketAddress.ANY_4, port, backlog) : both;
    return Libc.check(fd, "cannot listen on port " + port);
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new HostException("cannot listen on " + host + ": there is no such address or name");
    }
  }

  private static int listen(InetAddress address, int port, int backlog) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = SocketAddress.inet(arena, address, port);
      int fd = Libc.call(Function.SOCKET, SocketAddress.family(address), STREAM, 0);
      if (fd < 0) {
        return fd;
      }
      int result = option(arena, fd, SOL_SOCKET, SO_REUSEADDR, 1);
      result = result < 0 ? result : option(arena, fd, SOL_SOCKET, SO_REUSEPORT, 1);
      if (result == 0 && SocketAddress.family(address) == SocketAddress.AF_INET6) {
        result = option(arena, fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
      }
      return bound(fd, result, name, backlog);
    }
  }

  /** Binds and listens, or closes the descriptor. */
  private static int bound(int fd, int before, MemorySegment name, int backlog) {
    int result = before;
    if (result == 0) {
      result = Libc.call(Function.BIND, fd, name.address(), name.byteSize());
    }
    if (result == 0) {
      result = Libc.call(Function.LISTEN, fd, backlog);
    }
    if (result < 0) {
      Descriptors.close(fd);
      return result;
    }
    return fd;
  }

  /** With exactly these permissions, of the user: there is no moment when it is another's. */
  static int listenUnix(Path path, int mode, Optional<User> owner) {
    Conditions conditions =
        new Conditions(
            owner,
            OptionalInt.of(0),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(),
            Optional.empty());
    return Disguise.as(conditions, () -> listenUnix(path, mode));
  }

  static int listenUnix(Path path) {
    return listenUnix(path, OWNER_ONLY);
  }

  private static int listenUnix(Path path, int mode) {
    String what = "cannot listen on " + path;
    checkLength(path, what);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = SocketAddress.unix(arena, path);
      int fd = listenUnix(name, mode, what);
      if (Errno.EADDRINUSE.is(fd)
          && Descriptors.kind(path) == Descriptors.SOCKET
          && isAbandoned(name)) {
        Files.deleteIfExists(path);
        fd = listenUnix(name, mode, what);
      }
      return Libc.check(fd, what);
    } catch (IOException e) {
      throw new HostException(what + ": the old socket there cannot be removed");
    }
  }

  private static void checkLength(Path path, String what) {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > UNIX_PATH_MAX) {
      throw new HostException(what + ": a unix socket's path has at most 107 bytes");
    }
  }

  static int datagramUnix(Path path) {
    String what = "cannot receive on " + path;
    checkLength(path, what);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = SocketAddress.unix(arena, path);
      Files.deleteIfExists(path);
      int fd = Libc.check(Libc.call(Function.SOCKET, SocketAddress.AF_UNIX, DATAGRAM, 0), what);
      int result = option(arena, fd, SOL_SOCKET, SO_PASSCRED, 1);
      result = result < 0 ? result : Libc.call(Function.FCHMOD, fd, OWNER_ONLY);
      result = result < 0 ? result : Libc.call(Function.BIND, fd, name.address(), name.byteSize());
      if (result < 0) {
        Descriptors.close(fd);
      }
      Libc.check(result, what);
      return fd;
    } catch (IOException e) {
      throw new HostException(what + ": the old socket there cannot be removed");
    }
  }

  static int connectDatagram(Path path) {
    String what = "cannot send to " + path;
    checkLength(path, what);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = SocketAddress.unix(arena, path);
      int fd = Libc.check(Libc.call(Function.SOCKET, SocketAddress.AF_UNIX, DATAGRAM, 0), what);
      int result = Libc.call(Function.CONNECT, fd, name.address(), name.byteSize());
      if (result < 0) {
        Descriptors.close(fd);
      }
      Libc.check(result, what);
      return fd;
    }
  }

  /** The permissions come from the descriptor, so there is no moment when others can connect. */
  private static int listenUnix(MemorySegment name, int mode, String what) {
    int fd = unixSocket(what);
    int result = Libc.call(Function.FCHMOD, fd, mode);
    return bound(fd, result, name, UNIX_BACKLOG);
  }

  private static int unixSocket(String what) {
    return Libc.check(Libc.call(Function.SOCKET, SocketAddress.AF_UNIX, STREAM, 0), what);
  }

  /** Nobody listens on the socket of that name. */
  private static boolean isAbandoned(MemorySegment name) {
    int fd = unixSocket("cannot make a socket");
    try {
      return Errno.ECONNREFUSED.is(
          Libc.call(Function.CONNECT, fd, name.address(), name.byteSize()));
    } finally {
      Descriptors.close(fd);
    }
  }

  /** Connected to a unix datagram socket; a name that begins with @ is an abstract one. */
  static int connectDatagram(String name) {
    String what = "cannot send to " + name;
    int fd = Libc.check(Libc.call(Function.SOCKET, SocketAddress.AF_UNIX, DATAGRAM, 0), what);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = SocketAddress.unix(arena, Path.of(name));
      long size = address.byteSize();
      if (name.startsWith("@")) {
        address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
        size--; // its name is all of the rest, and has no end
      }
      int result = Libc.call(Function.CONNECT, fd, address.address(), size);
      if (result < 0) {
        Descriptors.close(fd);
        throw new HostException(what, -result);
      }
      return fd;
    }
  }

  static int accept(int fd) {
    int accepted;
    do {
      int flags = Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
      accepted = Libc.call(Function.ACCEPT4, fd, 0, 0, flags);
    } while (Errno.EINTR.is(accepted) || Errno.ECONNABORTED.is(accepted));
    return Errno.EAGAIN.is(accepted) ? -1 : Libc.check(accepted, "cannot accept a connection");
  }

  static int[] pair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(8, 4);
      Libc.check(
          Libc.call(Function.SOCKETPAIR, SocketAddress.AF_UNIX, STREAM, 0, pair.address()),
          "cannot make a pair of sockets");
      return pair.toArray(ValueLayout.JAVA_INT);
    }
  }

  static int boundPort(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(128, 8);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 128);
      Libc.check(
          Libc.call(Function.GETSOCKNAME, fd, name.address(), size.address()),
          "cannot ask for a socket's address");
      return Short.toUnsignedInt(name.get(SocketAddress.NETWORK_SHORT, 2));
    }
  }

  static PeerCredentials peer(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment who = arena.allocate(12, 4);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 12);
      Libc.check(
          Libc.call(
              Function.GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, who.address(), size.address(), 0),
          "cannot ask who connected");
      int[] values = who.toArray(ValueLayout.JAVA_INT);
      return new PeerCredentials(values[0], values[1], values[2]);
    }
  }

  static long inode(int fd) {
    try {
      return (long) Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:ino");
    } catch (IOException e) {
      throw new HostException("descriptor " + fd + " is not open");
    }
  }

  private static int option(Arena arena, int fd, int level, int name, int value) {
    MemorySegment holder = arena.allocateFrom(ValueLayout.JAVA_INT, value);
    return Libc.call(Function.SETSOCKOPT, fd, level, name, holder.address(), 4, 0);
  }
}
