package org.jdeploy.runtime.node;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A line on its way to the program.
 *
 * @param bytes all of it with the newline
 * @param written how many of them have gone out
 * @param grant the message it stands for when that carries a descriptor
 * @param answer the program waits for this line before it sends anything else
 * @param attempt from 1
 */
record Line(
    ByteBuffer bytes,
    int written,
    Optional<ToWorker.ListenGranted> grant,
    boolean answer,
    int attempt) {

  static Line of(ToWorker message) {
    return new Line(
        Outgoing.write(message),
        0,
        message instanceof ToWorker.ListenGranted grant ? Optional.of(grant) : Optional.empty(),
        false,
        1);
  }

  static Line acknowledgement() {
    return new Line(Outgoing.handleAcknowledged(), 0, Optional.empty(), true, 1);
  }

  boolean isBegun() {
    return written > 0;
  }

  boolean isWritten() {
    return written == bytes.limit();
  }

  ByteBuffer rest() {
    return bytes.slice(written, bytes.limit() - written).asReadOnlyBuffer();
  }

  /** The descriptor goes with the first byte only. */
  OptionalInt descriptorNow() {
    return grant.isPresent() && !isBegun()
        ? OptionalInt.of(grant.get().descriptor())
        : OptionalInt.empty();
  }

  Line advanced(int count) {
    return new Line(bytes, written + count, grant, answer, attempt);
  }

  Line again() {
    return new Line(bytes, 0, grant, answer, attempt + 1);
  }
}
