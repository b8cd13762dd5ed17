package org.jdeploy.runtime.host;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.supervise.Exit;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of Linux, by foreign function calls. Descriptors are plain numbers that their holder
 * has to {@link #close}; all are close-on-exec. Safe for use by many threads. What the kernel
 * refuses is a {@link HostException}.
 */
public final class LinuxHost {
  /** Permissions of files that are created: logs are for the owner and its group. */
  private static final int CREATED = 0640;

  private @Nullable Reserve reserve;

  /**
   * @throws HostException with one sentence when this is no machine we run on
   */
  public LinuxHost() {
    Platform.current();
  }

  /**
   * Starts a process; see {@link SpawnRequest}. Takes about a millisecond.
   *
   * @throws SpawnException when it cannot begin
   */
  public Spawned spawn(SpawnRequest request) {
    return Spawner.spawn(request);
  }

  /**
   * How a process ended; empty while it runs. Takes note of the end of a child (no zombie stays),
   * and works for others' children as far as the kernel tells ({@link Exit.Unknown} if not).
   */
  public Optional<Exit> exitOf(int pidfd) {
    return Processes.exitOf(pidfd);
  }

  /** Takes note of the end of a child whose status nobody wants; nothing happens while it runs. */
  public void reap(int pid) {
    Processes.reap(pid);
  }

  /** Waits on this thread for the end of a process; whether it came in time. */
  public boolean awaitEnd(int pidfd, Duration patience) {
    return Processes.awaitEnd(pidfd, (int) Math.min(Integer.MAX_VALUE, patience.toMillis()));
  }

  /** Sends a signal, named without {@code SIG}; nothing happens when the process is gone. */
  public void signal(int pidfd, String signal) {
    Processes.signal(pidfd, signal);
  }

  /** Sends a signal to a process group; nothing happens when it is gone. */
  public void signalGroup(int group, String signal) {
    Processes.signalGroup(group, signal);
  }

  public int pidfdOpen(int pid) {
    return Processes.pidfdOpen(pid);
  }

  /** A duplicate of another process's descriptor; needs the rights of a debugger. */
  public int pidfdGetFd(int pidfd, int fd) {
    return Processes.pidfdGetFd(pidfd, fd);
  }

  /** Makes a FIFO with exactly these permissions; one that is there already is kept. */
  public void makeFifo(Path path, int mode) {
    Descriptors.makeFifo(path, mode);
  }

  /** Opens a file; one that is created gets the permissions 0640. */
  public int open(Path path, Set<OpenFlag> flags) {
    return Libc.check(Descriptors.tryOpen(path, flags, CREATED), "cannot open " + path);
  }

  /** Makes an open file a user's, as far as its permissions go; only root can. */
  public void give(int fd, User user) {
    Descriptors.own(fd, user.uid(), user.gid());
  }

  public void close(int fd) {
    Descriptors.close(fd);
  }

  public int dup(int fd) {
    return Descriptors.duplicate(fd, 0);
  }

  /** Sets or clears O_NONBLOCK, which all holders of the open file share. */
  public void nonBlocking(int fd, boolean on) {
    Descriptors.nonBlocking(fd, on);
  }

  /** Whether it is closed when this process becomes another program; by default it is. */
  public void closeOnExec(int fd, boolean on) {
    Descriptors.closeOnExec(fd, on);
  }

  /**
   * Has this very process become another program, which keeps its pid, its children and the
   * descriptors that are not {@link #closeOnExec}; see execve(2). Returns only by an exception.
   *
   * @throws HostException when it cannot begin: nothing has changed then
   */
  public void become(Path executable, List<String> argv, Map<String, String> environment) {
    Become.program(executable, argv, environment);
  }

  /** Two connected unix stream sockets, non-blocking. */
  public int[] socketPair() {
    return Sockets.pair();
  }

  /**
   * A listening TCP socket that may share its address with others of this user, non-blocking.
   *
   * @param host an address or name; empty means all addresses, IPv6 and IPv4 where there is both
   * @param port 0 for a free one
   */
  public int listenTcp(String host, int port, int backlog) {
    return Sockets.listenTcp(host, port, backlog);
  }

  /** A listening unix stream socket, non-blocking. A dead one's file in its place is replaced. */
  public int listenUnix(Path path) {
    return Sockets.listenUnix(path);
  }

  /**
   * A listening unix stream socket for programs, non-blocking. A dead one's file in its place is
   * replaced.
   *
   * @param mode permissions of its file, from 0 to 0777
   * @param owner whose it is and who must be allowed to put it there; us when empty
   */
  public int listenUnix(Path path, int mode, Optional<User> owner) {
    return Sockets.listenUnix(path, mode, owner);
  }

  /** The next connection, non-blocking, or -1 when none waits. */
  public int accept(int fd) {
    return Sockets.accept(fd);
  }

  public int boundPort(int fd) {
    return Sockets.boundPort(fd);
  }

  /** The number in {@code socket:[…]} under {@code /proc/PID/fd}. */
  public long socketInode(int fd) {
    return Sockets.inode(fd);
  }

  /**
   * New connections go to a random one of these members of a group of listening sockets that share
   * an address; to a random one of all when none is named.
   *
   * <p>A member's index is its place in the order of {@link #listenTcp} calls; when a member closes
   * (in all processes that hold it), the last one takes its index.
   *
   * @param socket any member
   */
  public void steer(int socket, int[] liveIndices, int groupSize) {
    Steering.steer(socket, liveIndices, groupSize);
  }

  /**
   * Sends without waiting, with a descriptor when {@code passed} is not -1.
   *
   * @return bytes taken from the buffer, 0 when it would have to wait; the descriptor went with the
   *     first byte
   */
  public int send(int fd, ByteBuffer data, int passed) {
    return Messages.send(fd, data, passed);
  }

  /**
   * A unix datagram socket that sends to another one.
   *
   * @param name a path, or an abstract name that begins with {@code @}
   */
  public int connectDatagram(String name) {
    return Sockets.connectDatagram(name);
  }

  /** Receives without waiting. Of several descriptors only the first is kept. */
  public Received receive(int fd, ByteBuffer buffer) {
    return Messages.receive(fd, buffer);
  }

  /**
   * A unix datagram socket for the owner's processes to send to, non-blocking; what is in its place
   * is replaced.
   */
  public int datagramUnix(Path path) {
    return Sockets.datagramUnix(path);
  }

  /** A non-blocking unix datagram socket that sends to a socket of that name. */
  public int connectDatagram(Path path) {
    return Sockets.connectDatagram(path);
  }

  /**
   * The next datagram of such a socket; empty when there is none. Descriptors that come with it are
   * closed.
   */
  public Optional<Datagram> receiveDatagram(int fd, ByteBuffer buffer) {
    return Messages.receiveDatagram(fd, buffer);
  }

  /**
   * @return bytes read, 0 when there is nothing now, -1 at the end
   */
  public int read(int fd, ByteBuffer buffer) {
    return Descriptors.read(fd, buffer);
  }

  /**
   * @return bytes written, 0 when it would have to wait
   */
  public int write(int fd, ByteBuffer data) {
    return Descriptors.write(fd, data);
  }

  /**
   * Waits on this thread until a descriptor can be read or written, or has failed.
   *
   * @return false when the time is over, or earlier when a signal came
   */
  public boolean await(int fd, Interest interest, Duration patience) {
    try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
      int milliseconds = Math.clamp(patience.toMillis(), 0, Integer.MAX_VALUE);
      return Descriptors.poll(arena, fd, interest.events, milliseconds);
    }
  }

  /** Descriptors held back, from the first call on. */
  public synchronized Reserve reserve() {
    if (reserve == null) {
      reserve = new Reserve();
    }
    return reserve;
  }

  public PeerCredentials peer(int fd) {
    return Sockets.peer(fd);
  }

  /**
   * Moves bytes from a pipe to a file (or another pipe) without reading them.
   *
   * @param offset where in the file, which must not be opened to append; -1 for a pipe
   * @return bytes moved, 0 when there are none now, -1 at the end: nobody holds the pipe for
   *     writing
   */
  public long splice(int pipe, int file, long offset, long max) {
    return Splice.splice(pipe, file, offset, max);
  }

  /** Copies bytes from a pipe to another one and leaves them there; results as for splice. */
  public long tee(int from, int to, long max) {
    return Splice.tee(from, to, max);
  }

  /** A pipe: the end to read from, the end to write to; neither waits. */
  public int[] pipe() {
    return Descriptors.pipe();
  }

  /** Reads at a place of a file; -1 at its end. */
  public int read(int fd, ByteBuffer buffer, long offset) {
    return Descriptors.readAt(fd, buffer, offset);
  }

  /** Writes at a place of a file. */
  public int write(int fd, ByteBuffer data, long offset) {
    return Descriptors.writeAt(fd, data, offset);
  }

  /** Size of an open file. */
  public long size(int fd) {
    return Descriptors.size(fd);
  }

  /** Cuts an open file; see ftruncate(2). */
  public void truncate(int fd, long size) {
    Descriptors.truncate(fd, size);
  }

  /** The calling thread gets the lowest priority for the rest of its life. */
  public void yieldToOthers() {
    Processes.yieldToOthers();
  }
}
