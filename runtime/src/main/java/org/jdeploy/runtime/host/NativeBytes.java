package org.jdeploy.runtime.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What remains of a buffer, at an address C can use: its own when it is direct, else of a copy. */
final class NativeBytes implements AutoCloseable {
  private final ByteBuffer buffer;
  private final @Nullable Arena arena;
  private final MemorySegment segment;

  private NativeBytes(ByteBuffer buffer, @Nullable Arena arena, MemorySegment segment) {
    this.buffer = buffer;
    this.arena = arena;
    this.segment = segment;
  }

  /**
   * @param copyIn the bytes are to be read by C
   */
  static NativeBytes of(ByteBuffer buffer, boolean copyIn) {
    MemorySegment own = MemorySegment.ofBuffer(buffer);
    if (buffer.isDirect()) {
      return new NativeBytes(buffer, null, own);
    }
    Arena arena = Arena.ofConfined();
    MemorySegment copy = arena.allocate(Math.max(1, own.byteSize()));
    if (copyIn) {
      MemorySegment.copy(own, 0, copy, 0, own.byteSize());
    }
    return new NativeBytes(buffer, arena, copy);
  }

  long address() {
    return segment.address();
  }

  int size() {
    return buffer.remaining();
  }

  /** Moves the buffer on by what C has taken or put there. */
  void transferred(int count, boolean copyOut) {
    if (arena != null && copyOut) {
      MemorySegment.copy(segment, 0, MemorySegment.ofBuffer(buffer), 0, count);
    }
    buffer.position(buffer.position() + count);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }
}
