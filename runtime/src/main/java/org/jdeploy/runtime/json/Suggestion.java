package org.jdeploy.runtime.json;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known word nearest to one that is not known. */
public final class Suggestion {
  private Suggestion() {}

  /** The nearest word, when one is near: a third of its letters may differ. */
  public static Optional<String> of(String word, Collection<String> known) {
    String plain = plain(word);
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(plain, plain(candidate));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return least <= Math.max(1, plain(best).length() / 3) ? Optional.of(best) : Optional.empty();
  }

  /** {@code linked_files}, {@code SIGTERM} and {@code linkedFiles}, {@code term} are the same. */
  private static String plain(String word) {
    String letters = word.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    return letters.startsWith("sig") ? letters.substring(3) : letters;
  }

  /** Insertions, deletions, changes, and swaps of neighbours from one word to the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
