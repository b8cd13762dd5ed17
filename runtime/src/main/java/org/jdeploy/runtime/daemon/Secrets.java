package org.jdeploy.runtime.daemon;

import java.util.Locale;
import java.util.regex.Pattern;

/** Hides what looks like a secret in an environment. There is no way to be shown it. */
final class Secrets {
  static final String HIDDEN = "***";

  /** Words that a name contains. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIAL|COOKIE|PRIVATE|SIGNATURE"
              + "|(^|_)(PASS|PW|AUTH|PIN|SALT)($|_)");

  /** {@code scheme://user:password@}. */
  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^\\s/:@]*:)[^\\s/]+(@)");

  /** {@code …?password=…&token=…}. */
  private static final Pattern PASSWORD_IN_QUERY =
      Pattern.compile(
          "((?:^|[?&; ])[A-Za-z_-]*(?:password|passwd|pwd|secret|token|key)=)[^&;\\s]+",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** The value, or as much of it as may be seen. */
  static String mask(String name, String value) {
    boolean secret =
        SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).find() || value.contains("-----BEGIN ");
    if (secret && !value.isEmpty()) {
      return HIDDEN;
    }
    String withoutPassword = PASSWORD_IN_URL.matcher(value).replaceAll("$1" + HIDDEN + "$2");
    return PASSWORD_IN_QUERY.matcher(withoutPassword).replaceAll("$1" + HIDDEN);
  }
}
