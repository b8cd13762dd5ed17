package org.jdeploy.deployer.config;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host as it is written: {@code user@host:port}.
 *
 * @param host without the brackets of an IPv6 address
 */
record HostText(Optional<String> user, String host, OptionalInt port) {
  /** No part can begin with a dash: nothing of it is ever an option of a command. */
  static final String FORM =
      "(?:[A-Za-z0-9_.][A-Za-z0-9_.+-]*@)?"
          + "(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?])"
          + "(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?";

  private static final Pattern PARTS =
      Pattern.compile("(?:([^@]+)@)?(?:\\[([^]]+)]|([^:\\[\\]]+))(?::([0-9]+))?");

  /**
   * Reads a text of the {@link #FORM}.
   *
   * @throws IllegalArgumentException for any other
   */
  static HostText parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!text.matches(FORM) || !parts.matches()) {
      throw new IllegalArgumentException("no host: " + text);
    }
    String address = parts.group(2);
    String name = parts.group(3);
    String port = parts.group(4);
    return new HostText(
        Optional.ofNullable(parts.group(1)),
        address != null ? address : name != null ? name : "",
        port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)));
  }

  /** Host and port as they are written, without the user. */
  String address() {
    String plain = host.contains(":") ? "[" + host + "]" : host;
    return port.isPresent() ? plain + ":" + port.getAsInt() : plain;
  }
}
