package org.jdeploy.runtime.program;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of instances as a share of the machine: {@code "max"}, {@code "max-1"}, {@code "50%"}.
 */
public final class InstanceCount {
  /** The forms, as a regular expression. */
  static final String FORM = "max|max-[1-9][0-9]{0,2}|[1-9][0-9]?%|100%";

  private static final Pattern LESS = Pattern.compile("max-([0-9]{1,3})");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,3})%");

  private InstanceCount() {}

  /**
   * How many that is, at least one; empty when the text is none of the forms.
   *
   * @param processors available to the daemon
   */
  public static OptionalInt of(String text, int processors) {
    if (!text.matches(FORM)) {
      return OptionalInt.empty();
    }
    Matcher less = LESS.matcher(text);
    if (less.matches()) {
      return OptionalInt.of(Math.max(1, processors - Integer.parseInt(less.group(1))));
    }
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return OptionalInt.of(Math.max(1, processors * Integer.parseInt(share.group(1)) / 100));
    }
    return OptionalInt.of(Math.max(1, processors));
  }
}
