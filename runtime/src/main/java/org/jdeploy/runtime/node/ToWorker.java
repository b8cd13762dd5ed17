package org.jdeploy.runtime.node;

import java.time.Duration;
import java.util.Map;
import org.jdeploy.runtime.json.JsonValue;

/** What the daemon says to a Node program on its channel. */
public sealed interface ToWorker {

  /**
   * Hands over a bound TCP socket. It must be O_NONBLOCK (Node 14 to 18 hang in accept otherwise)
   * and stay open here until the program has acknowledged it.
   *
   * @param descriptor a raw file descriptor of this process; it stays the caller's
   * @param hold the program is to believe that it listens, and to accept nothing before {@link
   *     Accept}: until it is known to be well, nobody shall get its answers
   */
  record ListenGranted(long seq, int descriptor, boolean hold) implements ToWorker {
    /** A socket to accept from at once. */
    public ListenGranted(long seq, int descriptor) {
      this(seq, descriptor, false);
    }
  }

  /** Accept from the sockets that were granted on hold. Said again it does nothing. */
  record Accept() implements ToWorker {}

  /**
   * The program's server emits {@code 'error'} with this code.
   *
   * @param errno such as {@code EADDRINUSE}
   * @param message such as {@code address already in use}
   */
  record ListenRefused(long seq, String errno, String message) implements ToWorker {}

  /**
   * Stop accepting, finish what is in flight, then say {@link FromWorker.Drained}. The program is
   * not ended by it, and may take longer than the budget: that is the daemon's to judge.
   *
   * @param last no successor accepts on these sockets: accept what is still queued before closing
   */
  record Drain(Duration budget, boolean last) implements ToWorker {}

  /**
   * Ask this very program over HTTP, inside its process. The answer is {@link FromWorker.Probed}; a
   * program whose event loop is stuck gives none, so the daemon keeps time, too.
   *
   * @param path with query, begins with a slash
   */
  record Probe(long seq, int port, String path, Map<String, String> headers, Duration timeout)
      implements ToWorker {
    public Probe {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * A new daemon is at the other end: say again what is listening, what is wished for and whether
   * all is drained.
   */
  record Report() implements ToWorker {}

  /** For the program's own {@code process.on('message')}. */
  record Message(JsonValue value) implements ToWorker {}
}
