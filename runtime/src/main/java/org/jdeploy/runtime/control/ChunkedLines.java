package org.jdeploy.runtime.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jdeploy.runtime.client.Wire;
import org.jdeploy.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/** Lines as chunks of an HTTP answer; its head is sent with the first. */
final class ChunkedLines implements LineSink {
  private static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: application/x-ndjson",
          "Transfer-Encoding: chunked",
          "Connection: close",
          "",
          "");

  private final Wire wire;
  private boolean begun;

  ChunkedLines(Wire wire) {
    this.wire = wire;
  }

  boolean begun() {
    return begun;
  }

  @Override
  public void line(@Nullable Object object) throws IOException {
    chunk(Json.compact(object) + "\n");
  }

  @Override
  public void alive() throws IOException {
    if (wire.peerGone()) {
      throw new IOException("the client hung up");
    }
    chunk("\n");
  }

  /** The last chunk. */
  void end() throws IOException {
    write("0\r\n\r\n");
  }

  private void chunk(String text) throws IOException {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    write(Integer.toHexString(length) + "\r\n" + text + "\r\n");
  }

  private void write(String text) throws IOException {
    wire.limit(Connection.WRITE_LIMIT);
    String whole = begun ? text : HEAD + text;
    begun = true;
    wire.write(whole.getBytes(StandardCharsets.UTF_8));
  }
}
