package org.jdeploy.runtime.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;

/**
 * systemd keeps sockets for the next jpmd when it is asked to (FDSTORE of sd_notify(3)), and gives
 * them to it as LISTEN_FDS: also where no descriptor can be taken from another process. Nothing
 * happens without systemd.
 */
final class FdStore {
  private final LinuxHost host;
  private final String socket;
  private final DaemonLog log;
  private boolean told;

  /**
   * @param environment jpmd's own: NOTIFY_SOCKET says where systemd listens
   */
  FdStore(LinuxHost host, Map<String, String> environment, DaemonLog log) {
    this.host = host;
    this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    this.log = log;
  }

  /** Keeps a duplicate; of a connection until its other end is gone. */
  void keep(int fd, long inode) {
    send("FDSTORE=1\n" + name(inode), fd);
  }

  void drop(long inode) {
    send("FDSTOREREMOVE=1\n" + name(inode), -1);
  }

  private static String name(long inode) {
    return "FDNAME=jpm-" + inode + "\n";
  }

  private void send(String text, int fd) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      int to = host.connectDatagram(socket);
      try {
        host.send(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), fd);
      } finally {
        host.close(to);
      }
    } catch (HostException e) {
      if (!told) {
        told = true;
        log.warn("systemd does not keep sockets for us: " + e.getMessage());
      }
    }
  }
}
