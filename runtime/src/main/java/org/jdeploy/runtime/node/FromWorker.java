package org.jdeploy.runtime.node;

import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.json.JsonValue;

/** What a Node program says to the daemon on its channel. */
public sealed interface FromWorker {

  /**
   * The preload is at work: the program can be granted sockets, drained and probed.
   *
   * @param pid of the program itself (a shell may stand between it and the process spawned)
   */
  record Hello(int pid, String nodeVersion) implements FromWorker {}

  /**
   * The program wants to listen. Answer with {@link ToWorker.ListenGranted} or {@link
   * ToWorker.ListenRefused}; until then its {@code listen()} is pending.
   *
   * @param seq names this wish, and what comes of it, for the life of the program. A wish repeated
   *     after {@link ToWorker.Report} has its first number.
   * @param host an IP address; empty for any (dual-stack)
   */
  record Listen(long seq, String host, int port, int backlog, boolean ipv6Only)
      implements FromWorker {}

  /** It accepts connections on the socket granted to {@code seq}. */
  record Listening(long seq, String address, int port) implements FromWorker {}

  /**
   * The program itself closed the server of {@code seq}, or no longer wants what it asked for:
   * nobody accepts on that socket now. Not said for sockets closed by a drain.
   */
  record Closed(long seq, String address, int port) implements FromWorker {}

  /** After {@link ToWorker.Drain}: no connection and no request is left. */
  record Drained() implements FromWorker {}

  /**
   * What came of a {@link ToWorker.Probe}: a status or an error, never both.
   *
   * @param error for a person: {@code not http}, {@code no answer within 2000 ms}
   */
  record Probed(long seq, OptionalInt status, Optional<String> error) implements FromWorker {}

  /** The program said {@code process.send('ready')}. */
  record Ready() implements FromWorker {}

  /** Anything else the program sent with {@code process.send}. */
  record Message(JsonValue value) implements FromWorker {}
}
