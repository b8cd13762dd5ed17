package org.jdeploy.deployer.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A line of a known_hosts file; sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
 *
 * @param line counted from 1
 * @param hosts patterns separated by commas, or one hashed name
 * @param type of the key: {@code ssh-ed25519}
 * @param key in base64
 */
record KnownHost(Path file, int line, Marker marker, String hosts, String type, String key) {

  /** What a line says about its key. */
  enum Marker {
    HOST,
    CERTIFICATE_AUTHORITY,
    REVOKED
  }

  /** Reads a line; empty for comments and for what is no entry. */
  static Optional<KnownHost> parse(Path file, int number, String text) {
    String[] words = text.strip().split("[ \\t]+");
    Marker marker =
        switch (words[0].toLowerCase(Locale.ROOT)) {
          case "@cert-authority" -> Marker.CERTIFICATE_AUTHORITY;
          case "@revoked" -> Marker.REVOKED;
          default -> Marker.HOST;
        };
    int first = marker == Marker.HOST ? 0 : 1;
    if (words[0].startsWith("#") || words.length < first + 3) {
      return Optional.empty();
    }
    return Optional.of(
        new KnownHost(file, number, marker, words[first], words[first + 1], words[first + 2]));
  }

  /** Whether it is about this name: a host, or {@code [host]:port}. */
  boolean matches(String name) {
    if (hosts.startsWith("|1|")) {
      return matchesHash(name);
    }
    boolean found = false;
    for (String pattern : hosts.split(",")) {
      boolean negated = pattern.startsWith("!");
      if (glob(negated ? pattern.substring(1) : pattern, name)) {
        if (negated) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  String where() {
    return file + ":" + line;
  }

  private boolean matchesHash(String name) {
    String[] parts = hosts.split("\\|");
    if (parts.length != 4) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
      byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
      return Arrays.equals(hash, Base64.getDecoder().decode(parts[3]));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return false;
    }
  }

  /** {@code *} and {@code ?} are the only special characters; brackets are themselves. */
  private static boolean glob(String pattern, String name) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < lower.length() && lower.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < lower.length()
          && (lower.charAt(p) == '?' || lower.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < lower.length() && lower.charAt(p) == '*') {
      p++;
    }
    return p == lower.length();
  }
}
