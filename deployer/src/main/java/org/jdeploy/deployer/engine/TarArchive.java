package org.jdeploy.deployer.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jdeploy.deployer.plan.RenderedFile;

/**
 * A tar archive of small text files, as every tar reads it (POSIX ustar; long names by a GNU
 * entry).
 */
final class TarArchive {
  private static final int BLOCK = 512;

  private TarArchive() {}

  static byte[] of(List<RenderedFile> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (RenderedFile file : files) {
      byte[] name = file.target().getBytes(StandardCharsets.UTF_8);
      if (name.length > 99) {
        byte[] terminated = Arrays.copyOf(name, name.length + 1);
        entry(out, "././@LongLink".getBytes(StandardCharsets.US_ASCII), 'L', 0644, terminated);
      }
      entry(
          out,
          Arrays.copyOf(name, Math.min(99, name.length)),
          '0',
          file.mode(),
          file.content().getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static void entry(
      ByteArrayOutputStream out, byte[] name, char type, int mode, byte[] content) {
    byte[] header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, name.length);
    octal(header, 100, 7, mode);
    octal(header, 108, 7, 0);
    octal(header, 116, 7, 0);
    octal(header, 124, 11, content.length);
    octal(header, 136, 11, 0);
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 6, sum);
    header[154] = 0;
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void octal(byte[] header, int at, int digits, long value) {
    String text = ("%0" + digits + "o").formatted(value);
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, at, digits);
  }
}
