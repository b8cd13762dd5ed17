package org.jdeploy.runtime.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;

/**
 * Sockets that this process had open when its program began: kept over an upgrade, or kept by
 * systemd (sd_listen_fds(3)). They are known by their inodes.
 */
final class Inherited {
  private static final String SOCKETS = "JPM_INHERITED";
  private static final String LISTENER = "JPM_INHERITED_LISTENER";
  private static final int FIRST_OF_SYSTEMD = 3;

  private final LinuxHost host;
  private final Map<Long, Integer> byInode = new HashMap<>();
  private OptionalInt listener = OptionalInt.empty();

  /**
   * @param environment jpmd's own
   */
  Inherited(LinuxHost host, Map<String, String> environment) {
    this.host = host;
    for (String number : environment.getOrDefault(SOCKETS, "").split(" ", -1)) {
      if (number.matches("[0-9]{1,7}")) {
        add(Integer.parseInt(number));
      }
    }
    String ofListener = environment.getOrDefault(LISTENER, "");
    if (ofListener.matches("[0-9]{1,7}")) {
      int fd = Integer.parseInt(ofListener);
      try {
        host.socketInode(fd);
        host.closeOnExec(fd, true);
        listener = OptionalInt.of(fd);
      } catch (HostException e) {
        // a note of another process: its environment was handed on
      }
    }
    String pid = environment.getOrDefault("LISTEN_PID", "");
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (pid.equals("" + ProcessHandle.current().pid()) && count.matches("[0-9]{1,6}")) {
      for (int i = 0; i < Integer.parseInt(count); i++) {
        add(FIRST_OF_SYSTEMD + i);
      }
    }
  }

  private void add(int fd) {
    try {
      byInode.put(host.socketInode(fd), fd);
      host.closeOnExec(fd, true);
    } catch (HostException e) {
      // not open
    }
  }

  /** The socket, which is the caller's from now on. */
  OptionalInt take(long inode) {
    Integer fd = byInode.remove(inode);
    return fd == null ? OptionalInt.empty() : OptionalInt.of(fd);
  }

  /** The control interface's, which is the caller's from now on. */
  OptionalInt takeListener() {
    OptionalInt taken = listener;
    listener = OptionalInt.empty();
    return taken;
  }

  /** Nobody wants the rest. */
  void closeRest() {
    byInode.values().forEach(host::close);
    byInode.clear();
  }

  /** An environment for the next program of this process. */
  static Map<String, String> environment(
      Map<String, String> own, Iterable<Integer> sockets, int listener) {
    Map<String, String> next = new TreeMap<>(own);
    next.keySet().removeIf(name -> name.startsWith("LISTEN_") || name.startsWith(SOCKETS));
    next.put(
        SOCKETS,
        java.util.stream.StreamSupport.stream(sockets.spliterator(), false)
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
    next.put(LISTENER, String.valueOf(listener));
    return next;
  }
}
