package org.jdeploy.runtime.control;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a stream of lines goes. */
public interface LineSink {
  /** A stream that has nothing to say calls {@link #alive} this often. */
  Duration PULSE = Duration.ofSeconds(5);

  /**
   * Writes one line: an object as {@link org.jdeploy.runtime.json.JsonValue#of} takes it.
   *
   * @throws IOException when nobody reads any more
   */
  void line(@Nullable Object object) throws IOException;

  /**
   * Tells the reader that the stream still lives.
   *
   * @throws IOException when nobody reads any more
   */
  void alive() throws IOException;

  /**
   * Writes one line like {@link #line}, but what the reader does not take now may wait, to be
   * written by {@link #ready} or with the next line.
   */
  default void offer(@Nullable Object object) throws IOException {
    line(object);
  }

  /**
   * Whether nothing waits to be written, now or within some time.
   *
   * @throws IOException when nobody reads any more
   */
  default boolean ready(Duration within) throws IOException {
    return true;
  }
}
