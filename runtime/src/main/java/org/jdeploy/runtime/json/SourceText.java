package org.jdeploy.runtime.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads UTF-8 files a person wrote. */
public final class SourceText {
  private SourceText() {}

  /**
   * The text of a file, without a byte order mark.
   *
   * @param name what to call the file in messages
   * @throws JsonSyntaxException with the place of the first byte that is not UTF-8
   */
  public static String read(Path file, String name) throws IOException {
    return decode(Files.readAllBytes(file), name);
  }

  /** As {@link #read}, of bytes. */
  public static String decode(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw new JsonSyntaxException(
          new Location(name, line, column), "this is not UTF-8 text, save the file as UTF-8");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
