package org.jdeploy.runtime.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts bytes into lines of UTF-8. */
final class Lines {
  /** A longer line comes in pieces. */
  static final int LONGEST = 65536;

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  /**
   * @return how many lines were complete
   */
  int feed(ByteBuffer bytes, Consumer<String> sink) {
    int count = 0;
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b != '\n') {
        begun.write(b);
      }
      if (b == '\n' || begun.size() == LONGEST) {
        emit(sink);
        count++;
      }
    }
    return count;
  }

  /** Hands over what has no line end yet, if there is something. */
  int finish(Consumer<String> sink) {
    if (begun.size() == 0) {
      return 0;
    }
    emit(sink);
    return 1;
  }

  private void emit(Consumer<String> sink) {
    sink.accept(begun.toString(StandardCharsets.UTF_8));
    begun.reset();
  }
}
