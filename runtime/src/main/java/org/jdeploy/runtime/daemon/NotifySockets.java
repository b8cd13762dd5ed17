package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdeploy.runtime.host.Datagram;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.PeerCredentials;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.SpawnException;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.supervise.Run;

/**
 * Where processes tell how they are, by sd_notify(3): a datagram socket for each one that is to.
 * Its file lives as long as the process: the next jpmd binds it anew, and what is sent while there
 * is none is refused to the sender, who need not wait. Reactor thread only.
 */
final class NotifySockets {
  /** As much as systemd takes in a message. */
  private static final int LONGEST = 4096;

  private final LinuxHost host;
  private final Reactor reactor;
  private final Path directory;
  private final DaemonLog log;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
  private final Map<Run, Socket> sockets = new HashMap<>();
  private final Set<Run> warned = new HashSet<>();

  private record Socket(int fd, Path path) {}

  NotifySockets(LinuxHost host, Reactor reactor, Path directory, DaemonLog log) throws IOException {
    this.host = host;
    this.reactor = reactor;
    this.directory = Files.createDirectories(directory);
    this.log = log;
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory)) {
      for (Path socket : old) {
        Files.deleteIfExists(socket); // of a former jpmd: nobody receives there
      }
    }
  }

  /** Only programs that are to say something get a NOTIFY_SOCKET. */
  static boolean isWanted(ProgramSpec spec) {
    return spec.ready().on() == Ready.On.NOTIFY || spec.watchdog().isPresent();
  }

  /**
   * Opens the socket of a process that is about to start: for its user alone to write to.
   *
   * @return its path
   */
  Path open(Run run, ProgramSpec spec) throws IOException {
    Path path = directory.resolve(String.valueOf(run.generation()));
    sockets.put(run, new Socket(host.datagramUnix(path), path));
    Optional<User> user = ProgramConditions.user(spec);
    if (user.isPresent() && Users.isRoot()) {
      Files.setAttribute(path, "unix:uid", user.get().uid(), LinkOption.NOFOLLOW_LINKS);
    }
    return path;
  }

  /**
   * Listens to a process, new or taken over.
   *
   * @param heard what it says, as it comes
   */
  void watch(LiveProcess process, BiConsumer<LiveProcess, Notification> heard) {
    if (!isWanted(process.spec)) {
      return;
    }
    try {
      if (!sockets.containsKey(process.run)) {
        open(process.run, process.spec);
      }
    } catch (HostException | SpawnException | IOException e) {
      log.warn(process.run + " cannot tell any more how it is: " + e.getMessage());
      return;
    }
    Socket socket = sockets.get(process.run);
    if (socket != null) {
      process.notifications = () -> read(socket, process, heard);
      reactor.watch(socket.fd(), Interest.READ, process.notifications);
    }
  }

  /** It ended, or never began. */
  void close(Run run) {
    warned.remove(run);
    Socket socket = sockets.remove(run);
    if (socket != null) {
      reactor.unwatch(socket.fd());
      host.close(socket.fd());
      try {
        Files.deleteIfExists(socket.path());
      } catch (IOException e) {
        log.warn("cannot delete " + socket.path() + ": " + e);
      }
    }
  }

  private void read(
      Socket socket, LiveProcess process, BiConsumer<LiveProcess, Notification> heard) {
    while (socket.equals(sockets.get(process.run))) {
      buffer.clear();
      Optional<Datagram> datagram = host.receiveDatagram(socket.fd(), buffer);
      if (datagram.isEmpty()) {
        return;
      }
      String message = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
      if (datagram.get().whole() && isFrom(process, datagram.get().sender())) {
        heard.accept(process, Notification.parse(message));
      }
    }
  }

  /** One that has ended meanwhile cannot be asked: who may write to the socket is believed. */
  private boolean isFrom(LiveProcess process, PeerCredentials sender) {
    boolean known =
        Proc.stat(sender.pid()).isEmpty()
            || Proc.isInTree(sender.pid(), process.leader, process.leaderStartTime, process.cookie);
    if (!known && warned.add(process.run)) {
      log.warn(
          process.run
              + ": what process "
              + sender.pid()
              + " says in its name is not believed: it is none of the program's");
    }
    return known;
  }
}
