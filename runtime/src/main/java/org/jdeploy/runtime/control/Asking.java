package org.jdeploy.runtime.control;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.runtime.client.HttpReader;
import org.jdeploy.runtime.host.LinuxHost;

/**
 * A client that has not yet said all that it wants: what it said so far is collected without a
 * thread. Reactor thread only.
 */
final class Asking {
  private static final Pattern END_OF_HEAD = Pattern.compile("\r?\n\r?\n");
  private static final Pattern LENGTH = Pattern.compile("\ncontent-length:[ \t]*([0-9]{1,9})\\s");

  private final LinuxHost host;
  private final int fd;
  private final boolean borrowed;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private long bodyEnd = -1;

  /**
   * Takes the descriptor over, until it is given to somebody else.
   *
   * @param borrowed it could be had only because the reserve was opened for it
   */
  Asking(LinuxHost host, int fd, boolean borrowed) {
    this.borrowed = borrowed;
    this.host = host;
    this.fd = fd;
  }

  boolean borrowed() {
    return borrowed;
  }

  int fd() {
    return fd;
  }

  byte[] said() {
    return said.toByteArray();
  }

  /**
   * Takes what has come.
   *
   * @param buffer to read with
   * @return whether no more is to be waited for: the request is whole, or ends, or is too long, or
   *     has to be read in a way that needs a thread
   */
  boolean hear(ByteBuffer buffer) {
    while (!isWhole()) {
      buffer.clear();
      int count = host.read(fd, buffer);
      if (count <= 0) {
        return count < 0;
      }
      said.write(copy(buffer.flip()), 0, count);
    }
    return true;
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private boolean isWhole() {
    if (bodyEnd < 0) {
      String text = said.toString(StandardCharsets.ISO_8859_1);
      Matcher end = END_OF_HEAD.matcher(text);
      if (!end.find()) {
        return said.size() > HttpReader.HEAD_LIMIT;
      }
      Matcher length = LENGTH.matcher(text.substring(0, end.end()).toLowerCase(Locale.ROOT));
      boolean plain = length.find() && !text.toLowerCase(Locale.ROOT).contains("\nexpect:");
      bodyEnd = end.end() + (plain ? Long.parseLong(length.group(1)) : 0);
      if (bodyEnd - end.end() > HttpReader.BODY_LIMIT) {
        bodyEnd = end.end();
      }
    }
    return said.size() >= bodyEnd;
  }
}
