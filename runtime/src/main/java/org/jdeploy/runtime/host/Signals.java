package org.jdeploy.runtime.host;

import java.util.List;
import java.util.Locale;

/** Names and numbers of signals; the numbers are those of x86-64 and aarch64. */
final class Signals {
  /** In the order of their numbers, from 1; see signal(7). */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private static final int RTMIN = 34;
  private static final int RTMAX = 64;

  private Signals() {}

  /**
   * @param name with or without {@code SIG}, in any case; {@code RTMIN+3} and plain numbers, too
   */
  static int number(String name) {
    String plain = name.toUpperCase(Locale.ROOT);
    plain = plain.startsWith("SIG") ? plain.substring(3) : plain;
    int index = NAMES.indexOf(plain);
    if (index >= 0) {
      return index + 1;
    }
    try {
      int number =
          plain.startsWith("RTMIN+")
              ? RTMIN + Integer.parseInt(plain.substring("RTMIN+".length()))
              : plain.equals("RTMIN") ? RTMIN : Integer.parseInt(plain);
      if (number >= 1 && number <= RTMAX) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new HostException("there is no signal " + name);
  }

  static String name(int number) {
    if (number >= 1 && number <= NAMES.size()) {
      return NAMES.get(number - 1);
    }
    return number == RTMIN ? "RTMIN" : number > RTMIN ? "RTMIN+" + (number - RTMIN) : "" + number;
  }
}
