package org.jdeploy.runtime.host;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.supervise.Exit;

/**
 * What we ask of Linux, by foreign function calls. Descriptors are plain numbers that their holder
 * has to {@link #close}; all are close-on-exec. Safe for use by many threads. What the kernel
 * refuses is a {@link HostException}.
 */
public final class LinuxHost {

  /**
   * @throws HostException with one sentence when this is no machine we run on
   */
  public LinuxHost() {}

  /**
   * Starts a process; see {@link SpawnRequest}. Takes about a millisecond.
   *
   * @throws SpawnException when it cannot begin
   */
  public Spawned spawn(SpawnRequest request) {
    return Pending.body();
  }

  /**
   * How a process ended; empty while it runs. Takes note of the end of a child (no zombie stays),
   * and works for others' children as far as the kernel tells ({@link Exit.Unknown} if not).
   */
  public Optional<Exit> exitOf(int pidfd) {
    return Pending.body();
  }

  /** Sends a signal, named without {@code SIG}; nothing happens when the process is gone. */
  public void signal(int pidfd, String signal) {
    Pending.body();
  }

  /** Sends a signal to a process group; nothing happens when it is gone. */
  public void signalGroup(int group, String signal) {
    Pending.body();
  }

  public int pidfdOpen(int pid) {
    return Pending.body();
  }

  /** A duplicate of another process's descriptor; needs the rights of a debugger. */
  public int pidfdGetFd(int pidfd, int fd) {
    return Pending.body();
  }

  /** Makes a FIFO with exactly these permissions; one that is there already is kept. */
  public void makeFifo(Path path, int mode) {
    Pending.body();
  }

  /** Opens a file; one that is created gets the permissions 0640. */
  public int open(Path path, Set<OpenFlag> flags) {
    return Pending.body();
  }

  public void close(int fd) {
    Pending.body();
  }

  public int dup(int fd) {
    return Pending.body();
  }

  /** Sets or clears O_NONBLOCK, which all holders of the open file share. */
  public void nonBlocking(int fd, boolean on) {
    Pending.body();
  }

  /** Two connected unix stream sockets, non-blocking. */
  public int[] socketPair() {
    return Pending.body();
  }

  /**
   * A listening TCP socket that may share its address with others of this user, non-blocking.
   *
   * @param host an address or name; empty means all addresses, IPv6 and IPv4 where there is both
   * @param port 0 for a free one
   */
  public int listenTcp(String host, int port, int backlog) {
    return Pending.body();
  }

  /** A listening unix stream socket, non-blocking. A dead one's file in its place is replaced. */
  public int listenUnix(Path path) {
    return Pending.body();
  }

  /** The next connection, non-blocking, or -1 when none waits. */
  public int accept(int fd) {
    return Pending.body();
  }

  public int boundPort(int fd) {
    return Pending.body();
  }

  /** The number in {@code socket:[…]} under {@code /proc/PID/fd}. */
  public long socketInode(int fd) {
    return Pending.body();
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
    Pending.body();
  }

  /**
   * Sends without waiting, with a descriptor when {@code passed} is not -1.
   *
   * @return bytes taken from the buffer, 0 when it would have to wait; the descriptor went with the
   *     first byte
   */
  public int send(int fd, ByteBuffer data, int passed) {
    return Pending.body();
  }

  /** Receives without waiting. Of several descriptors only the first is kept. */
  public Received receive(int fd, ByteBuffer buffer) {
    return Pending.body();
  }

  /**
   * @return bytes read, 0 when there is nothing now, -1 at the end
   */
  public int read(int fd, ByteBuffer buffer) {
    return Pending.body();
  }

  /**
   * @return bytes written, 0 when it would have to wait
   */
  public int write(int fd, ByteBuffer data) {
    return Pending.body();
  }

  public PeerCredentials peer(int fd) {
    return Pending.body();
  }
}
