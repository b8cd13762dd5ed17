package org.jdeploy.deployer.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds frames in a stream of bytes, wherever they are, and hands on everything else at once. One
 * for each of the two output streams of a channel; not for use by several threads.
 *
 * <p>A frame begins with a newline of its own. Behind a line without end it may be handed on as
 * that line's end.
 */
public final class FrameReader {
  /** Longest frame after its nonce: a letter and two numbers. */
  private static final int LONGEST = 64;

  private final byte[] mark;
  private final Sink sink;
  private byte[] held = new byte[0];

  /** How many of the held bytes were handed on already: a line is not late for want of the next. */
  private int handedOn;

  private boolean afterNewline = true;

  public FrameReader(String nonce, Sink sink) {
    this.mark = ("\n" + nonce + " ").getBytes(StandardCharsets.US_ASCII);
    this.sink = sink;
  }

  /** Takes the next bytes of the stream. */
  public void feed(byte[] bytes, int offset, int length) {
    byte[] all = Arrays.copyOf(held, held.length + length);
    System.arraycopy(bytes, offset, all, held.length, length);
    int from = 0;
    while (true) {
      int at = indexOf(all, from);
      if (at < 0) {
        hold(all, from, beginningOfMark(all, from));
        return;
      }
      int text = at + mark.length;
      int end = endOfLine(all, text);
      if (end < 0 && all.length - text <= LONGEST) {
        hold(all, from, at);
        return;
      }
      Optional<Frame> frame = end < 0 ? Optional.empty() : Frame.parse(ascii(all, text, end));
      output(all, from, frame.isPresent() ? at : text);
      if (frame.isPresent()) {
        handedOn = 0;
        afterNewline = true;
        sink.frame(frame.get());
      }
      from = frame.isPresent() ? end + 1 : text;
    }
  }

  /** The stream has ended: hands on what looked like the beginning of a frame. */
  public void end() {
    output(held, 0, held.length);
    held = new byte[0];
  }

  private void hold(byte[] bytes, int from, int at) {
    output(bytes, from, at);
    if (at == bytes.length - 1 && !afterNewline) {
      output(bytes, at, at + 1);
      handedOn = 1;
    }
    held = Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private void output(byte[] bytes, int from, int to) {
    int start = Math.min(from + handedOn, to);
    handedOn -= start - from;
    if (to > start) {
      sink.output(bytes, start, to - start);
      afterNewline = bytes[to - 1] == '\n';
    }
  }

  private int indexOf(byte[] bytes, int from) {
    for (int i = from; i + mark.length <= bytes.length; i++) {
      if (bytes[i] == mark[0] && Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Where the rest might be the first bytes of a mark; the length of all when it cannot be. */
  private int beginningOfMark(byte[] bytes, int from) {
    for (int i = Math.max(from, bytes.length - mark.length + 1); i < bytes.length; i++) {
      if (Arrays.equals(bytes, i, bytes.length, mark, 0, bytes.length - i)) {
        return i;
      }
    }
    return bytes.length;
  }

  private static int endOfLine(byte[] bytes, int from) {
    for (int i = from; i < Math.min(bytes.length, from + LONGEST); i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /** Gets what was found, in its order. */
  public interface Sink {
    /** Bytes that belong to no frame; valid only during the call. */
    void output(byte[] bytes, int offset, int length);

    /** A frame. */
    void frame(Frame frame);
  }
}
