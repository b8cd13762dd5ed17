package org.jdeploy.deployer.git;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which names a person may have meant. */
public final class NearestNames {
  private static final int AT_MOST = 3;

  private NearestNames() {}

  /** At most three names that differ from {@code wrong} by a slip, the nearest first. */
  public static List<String> of(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(wrong, name) <= tolerance(wrong))
        .sorted(
            Comparator.comparingInt((String name) -> distance(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .distinct()
        .limit(AT_MOST)
        .toList();
  }

  private static int tolerance(String wrong) {
    return Math.max(1, Math.min(3, wrong.length() / 3));
  }

  /** Edits (a letter more, less, other, or two swapped) between two names, case ignored. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 ? j : j == 0 ? i : least(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int least(int[][] edits, String a, String b, int i, int j) {
    int other = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(other, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
