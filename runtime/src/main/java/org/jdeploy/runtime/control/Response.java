package org.jdeploy.runtime.control;

import java.io.IOException;
import java.util.Map;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/** What a client is told. */
public sealed interface Response {

  /** All at once. */
  record Whole(int status, String contentType, String body) implements Response {}

  /** Line by line, each a JSON object, as things happen. */
  record Lines(LineSource source) implements Response {}

  /** Writes lines until it has no more. */
  @FunctionalInterface
  interface LineSource {
    /**
     * @throws org.jdeploy.runtime.client.ControlException before the first line: the request fails
     */
    void writeTo(LineSink sink) throws IOException, InterruptedException;
  }

  /** Takes what {@link org.jdeploy.runtime.json.JsonValue#of} takes. */
  static Whole json(@Nullable Object value) {
    return new Whole(200, "application/json", Json.pretty(value));
  }

  static Whole error(int status, String message) {
    return new Whole(status, "application/json", Json.compact(Map.of("error", message)) + "\n");
  }
}
