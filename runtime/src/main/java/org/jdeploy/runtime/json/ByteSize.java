package org.jdeploy.runtime.json;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, as people write it: {@code "50MB"}, {@code "1GB"}, {@code "512"}. Units are
 * powers of 1024.
 *
 * @param bytes from 0
 */
public record ByteSize(long bytes) {
  static final String PATTERN = "[0-9]{1,6}(B|KB|MB|GB)?|[0-9]{1,15}B?";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(B|KB|MB|GB)?");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a negative size: " + bytes);
    }
  }

  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    int shift =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          case null, default -> 0;
        };
    return number > (Long.MAX_VALUE >> shift)
        ? Optional.empty()
        : Optional.of(new ByteSize(number << shift));
  }

  @Override
  public String toString() {
    for (int shift : new int[] {30, 20, 10}) {
      if (bytes != 0 && bytes % (1L << shift) == 0) {
        return (bytes >> shift) + (shift == 30 ? "GB" : shift == 20 ? "MB" : "KB");
      }
    }
    return bytes + "B";
  }
}
