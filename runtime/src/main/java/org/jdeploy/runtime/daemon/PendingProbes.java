package org.jdeploy.runtime.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Health questions asked over a channel that are not answered yet. */
final class PendingProbes {
  private final Map<Long, Consumer<Optional<String>>> waiting = new HashMap<>();
  private long last;

  /**
   * @param answer gets what is wrong, or nothing; once
   * @return the number to ask with
   */
  long ask(Consumer<Optional<String>> answer) {
    waiting.put(++last, answer);
    return last;
  }

  /** The first answer counts, be it of the program or of our patience. */
  void answered(long number, Optional<String> wrong) {
    Consumer<Optional<String>> answer = waiting.remove(number);
    if (answer != null) {
      answer.accept(wrong);
    }
  }
}
