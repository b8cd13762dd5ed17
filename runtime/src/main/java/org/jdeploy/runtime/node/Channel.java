package org.jdeploy.runtime.node;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The daemon's side of Node's IPC protocol: one JSON value a line, and a descriptor that travels
 * with the first byte of a {@code NODE_HANDLE} line. Pure: bytes in, bytes out, the caller owns the
 * socket. Not thread-safe.
 *
 * <p>As in Node's own sender, nothing follows a descriptor until the program acknowledged it. A
 * daemon that took the channel over from another one begins with {@link ToWorker.Report}; the tail
 * of a line its predecessor read half of is ignored like any other garbage.
 *
 * <p>Source: {@code lib/internal/child_process.js} of Node 14 to 24.
 */
public final class Channel {
  /** After so many refusals of a descriptor Node's own sender gives up, too. */
  private static final int ATTEMPTS = 3;

  private final LineSplitter lines = new LineSplitter();
  private final Deque<Line> outgoing = new ArrayDeque<>();
  private Optional<Line> unacknowledged = Optional.empty();

  /**
   * What to write next, at once.
   *
   * @param descriptor to be passed along with the first of these bytes; empty for none
   */
  public record Chunk(ByteBuffer bytes, OptionalInt descriptor) {}

  /**
   * Takes what was read and gives what it says. A descriptor that came along is the caller's to
   * close: the daemon wants none, and the program is told that it arrived.
   */
  public List<FromWorker> received(ByteBuffer bytes) {
    List<FromWorker> messages = new ArrayList<>();
    for (String line : lines.feed(bytes)) {
      switch (Incoming.read(line)) {
        case Incoming.Said(FromWorker message) -> messages.add(message);
        case Incoming.HandleSent _ -> next(Line.acknowledgement());
        case Incoming.HandleTaken _ -> unacknowledged = Optional.empty();
        case Incoming.HandleMissed _ -> again();
        case Incoming.Garbage _ -> {}
      }
    }
    return messages;
  }

  /** Queues a message; {@link #next()} gives its bytes when its turn has come. */
  public void send(ToWorker message) {
    outgoing.add(Line.of(message));
  }

  /** What can be written now; empty when nothing is queued or a descriptor is on its way. */
  public Optional<Chunk> next() {
    Line line = outgoing.peek();
    if (line == null || (unacknowledged.isPresent() && !line.isBegun() && !line.answer())) {
      return Optional.empty();
    }
    return Optional.of(new Chunk(line.rest(), line.descriptorNow()));
  }

  /**
   * So many bytes of {@link #next()} were written.
   *
   * @param count from 1
   */
  public void wrote(int count) {
    Line line = outgoing.remove().advanced(count);
    if (!line.isWritten()) {
      outgoing.addFirst(line);
    } else if (line.grant().isPresent()) {
      unacknowledged = Optional.of(line);
    }
  }

  /** The line goes out before all that has not begun. */
  private void next(Line line) {
    Line first = outgoing.peek();
    if (first != null && first.isBegun()) {
      outgoing.removeFirst();
      outgoing.addFirst(line);
      outgoing.addFirst(first);
    } else {
      outgoing.addFirst(line);
    }
  }

  /** The line arrived without its descriptor: most likely the program has too many open files. */
  private void again() {
    unacknowledged.ifPresent(line ->
        next(
            line.attempt() < ATTEMPTS
                ? line.again()
                : Line.of(
                    new ToWorker.ListenRefused(
                        line.grant().orElseThrow().seq(), "EMFILE", "too many open files"))));
    unacknowledged = Optional.empty();
  }
}
