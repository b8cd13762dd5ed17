package org.jdeploy.runtime.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the parts of an HTTP/1.1 message (RFC 9112) that both sides need: lines, headers, bodies.
 * Throws ProtocolException with a sentence for what is malformed or too large.
 */
public final class HttpReader {
  /** Start line and headers together. */
  public static final int HEAD_LIMIT = 32 * 1024;

  /** A body that is read whole. */
  public static final int BODY_LIMIT = 1024 * 1024;

  /** More than is read. */
  public static final class TooLarge extends ProtocolException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  private final Wire wire;
  private int headLeft = HEAD_LIMIT;

  public HttpReader(Wire wire) {
    this.wire = wire;
  }

  /** The next line without its end. */
  public String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    for (int next = wire.read(); next != '\n'; next = wire.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended in the middle of a message");
      }
      if (--headLeft < 0) {
        throw new TooLarge("the message's head is larger than " + HEAD_LIMIT + " bytes");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Headers up to the empty line, by lower-case name. */
  public Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("not a header: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    headLeft = HEAD_LIMIT;
    return headers;
  }

  /** The whole body of a message with these headers; empty when it has none. */
  public byte[] body(Map<String, String> headers) throws IOException {
    if (chunked(headers)) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        requireFits(whole.size() + (long) chunk.length);
        whole.writeBytes(chunk);
      }
      return whole.toByteArray();
    }
    String length = headers.get("content-length");
    if (length == null) {
      return new byte[0];
    }
    byte[] body = new byte[requireFits(number(length, 10))];
    wire.readFully(body);
    return body;
  }

  public static boolean chunked(Map<String, String> headers) {
    return headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).equals("chunked");
  }

  /** The next chunk of a chunked body; empty at its end. */
  public byte[] chunk() throws IOException {
    headLeft = HEAD_LIMIT;
    String size = line();
    int extension = size.indexOf(';');
    byte[] chunk =
        new byte
            [requireFits(
                number((extension < 0 ? size : size.substring(0, extension)).strip(), 16))];
    wire.readFully(chunk);
    if (!line().isEmpty()) {
      throw new ProtocolException("a chunk is longer than it says");
    }
    return chunk;
  }

  private static int requireFits(long size) throws ProtocolException {
    if (size > BODY_LIMIT) {
      throw new TooLarge("the message's body is larger than " + BODY_LIMIT + " bytes");
    }
    return (int) size;
  }

  private static long number(String digits, int radix) throws ProtocolException {
    try {
      long value = Long.parseLong(digits, radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ProtocolException("not a length: " + digits);
  }
}
