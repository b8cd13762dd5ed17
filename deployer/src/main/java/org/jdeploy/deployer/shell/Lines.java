package org.jdeploy.deployer.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines of text: UTF-8, what is none is replaced, overlong lines come in pieces.
 */
public final class Lines {
  /** Bytes after which a line is handed on although it has not ended. */
  public static final int LONGEST = 65536;

  private final Consumer<String> line;
  private byte[] held = new byte[256];
  private int length;

  public Lines(Consumer<String> line) {
    this.line = line;
  }

  /** Takes the next bytes. */
  public void feed(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        emit(length);
      } else {
        if (length == held.length) {
          held = Arrays.copyOf(held, 2 * length);
        }
        held[length++] = bytes[i];
        if (length == LONGEST) {
          emit(wholeCharacters());
        }
      }
    }
  }

  /** No more bytes come: an unfinished line is a line. */
  public void end() {
    if (length > 0) {
      emit(length);
    }
  }

  private void emit(int count) {
    int end = count > 0 && held[count - 1] == '\r' ? count - 1 : count;
    line.accept(new String(held, 0, end, StandardCharsets.UTF_8));
    System.arraycopy(held, count, held, 0, length - count);
    length -= count;
  }

  /** How many of the bytes are not the beginning of a character whose rest has not come. */
  private int wholeCharacters() {
    int start = length - 1;
    while (start > length - 4 && (held[start] & 0xC0) == 0x80) {
      start--;
    }
    int lead = held[start] & 0xFF;
    int needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return start + needs > length ? start : length;
  }
}
