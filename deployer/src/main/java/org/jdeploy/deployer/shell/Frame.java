package org.jdeploy.deployer.shell;

import java.util.Optional;

/** What the {@link ShellRuntime} says between the output of steps. */
public sealed interface Frame {

  /** It runs, as this process. */
  record Hello(long pid) implements Frame {}

  /** A step begins. */
  record Begin(int id) implements Frame {}

  /** A step ended, and all that it printed to standard output came before. */
  record End(int id, int code) implements Frame {}

  /** All that the step printed to standard error came before. */
  record ErrorsEnd(int id) implements Frame {}

  /** Reads what follows the nonce; empty when it is no frame. */
  static Optional<Frame> parse(String text) {
    String[] words = text.split(" ", -1);
    String kind = words[0] + words.length;
    try {
      return switch (kind) {
        case "H2" -> Optional.of(new Hello(Long.parseLong(words[1])));
        case "B2" -> Optional.of(new Begin(Integer.parseInt(words[1])));
        case "E3" -> Optional.of(new End(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
        case "S2" -> Optional.of(new ErrorsEnd(Integer.parseInt(words[1])));
        default -> Optional.empty();
      };
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
