package org.jdeploy.runtime.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
  private ByteBuffer waiting = ByteBuffer.allocate(0);
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

  @Override
  public void offer(@Nullable Object object) throws IOException {
    flush();
    waiting = ByteBuffer.wrap(next(chunked(Json.compact(object) + "\n")));
    ready(Duration.ZERO);
  }

  @Override
  public boolean ready(Duration within) throws IOException {
    if (waiting.hasRemaining() && wire.tryWrite(waiting, within) == 0 && wire.peerGone()) {
      throw new IOException("the client hung up");
    }
    return !waiting.hasRemaining();
  }

  private void chunk(String text) throws IOException {
    write(chunked(text));
  }

  private static String chunked(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + text + "\r\n";
  }

  private void write(String text) throws IOException {
    flush();
    wire.write(next(text));
  }

  private void flush() throws IOException {
    wire.limit(Connection.WRITE_LIMIT);
    if (waiting.hasRemaining()) {
      byte[] rest = new byte[waiting.remaining()];
      waiting.get(rest);
      wire.write(rest);
    }
  }

  private byte[] next(String text) {
    String whole = begun ? text : HEAD + text;
    begun = true;
    return whole.getBytes(StandardCharsets.UTF_8);
  }
}
