package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A command line taken apart: {@code jdeploy [options] STAGE [options] [COMMAND] [options]}.
 *
 * @param first the first word that is no option: a stage or a command that needs none
 * @param second the second such word, unless {@code first} is a command
 * @param before what stands before {@code second} (or {@code first} when that is a command), words
 *     taken out
 * @param after what stands after it
 */
record Arguments(
    Optional<String> first, Optional<String> second, List<String> before, List<String> after) {

  Arguments {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * Takes a command line apart.
   *
   * @param stageless commands that stand in the stage's place
   * @param takesValue whether an option's value is the next word
   */
  static Arguments of(List<String> words, Set<String> stageless, Predicate<String> takesValue) {
    List<String> before = new ArrayList<>();
    Optional<String> first = Optional.empty();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-") && word.length() > 1) {
        before.add(word);
        if (takesValue.test(word) && i + 1 < words.size()) {
          before.add(words.get(++i));
        }
      } else if (first.isEmpty()) {
        first = Optional.of(word);
        if (stageless.contains(word)) {
          return new Arguments(first, Optional.empty(), before, rest(words, i));
        }
      } else {
        return new Arguments(first, Optional.of(word), before, rest(words, i));
      }
    }
    return new Arguments(first, Optional.empty(), before, List.of());
  }

  private static List<String> rest(List<String> words, int at) {
    return words.subList(at + 1, words.size());
  }

  /** Everything but the words taken out. */
  List<String> options() {
    List<String> all = new ArrayList<>(before);
    all.addAll(after);
    return all;
  }
}
