package org.jdeploy.runtime.program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdeploy.runtime.json.Suggestion;

/** Which programs come before which others: {@code requires} and {@code after}, then priority. */
public final class StartOrder {
  private static final Comparator<ProgramSpec> BY_PRIORITY =
      Comparator.<ProgramSpec>comparingInt(spec -> spec.order().priority())
          .thenComparing(ProgramSpec::name);

  private StartOrder() {}

  /** A name that means nothing, or a program that comes before itself. */
  public record Problem(String program, boolean isCircle, String text) {
    /** {@code web: requires "redus", which is not defined; did you mean "redis"?}. */
    @Override
    public String toString() {
      return program + ": " + text;
    }
  }

  /**
   * What is wrong with the order of programs.
   *
   * @param specs as they are to be
   * @param others programs that are known beside them and stay as they are
   */
  public static List<Problem> problems(
      Collection<ProgramSpec> specs, Collection<ProgramSpec> others) {
    Map<String, ProgramSpec> all = new TreeMap<>();
    others.forEach(spec -> all.put(spec.name(), spec));
    specs.forEach(spec -> all.put(spec.name(), spec));
    List<Problem> problems = new ArrayList<>();
    Set<Set<String>> told = new LinkedHashSet<>();
    for (ProgramSpec spec : specs) {
      unknown(spec, "requires", spec.order().requires(), all.keySet(), problems);
      unknown(spec, "after", spec.order().after(), all.keySet(), problems);
      path(spec.name(), spec.name(), all, new LinkedHashSet<>())
          .filter(path -> told.add(new TreeSet<>(path)))
          .ifPresent(path -> problems.add(new Problem(spec.name(), true, text(path))));
    }
    return problems;
  }

  private static void unknown(
      ProgramSpec spec, String key, List<String> names, Set<String> known, List<Problem> problems) {
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                spec.name(),
                false,
                (key.equals("requires") ? "requires \"" : "is to start after \"")
                    + name
                    + "\", which is not defined"
                    + Suggestion.of(name, known)
                        .map(word -> "; did you mean \"" + word + "\"?")
                        .orElse("")));
      }
    }
  }

  /** How a program would come before itself, if it does: for a person, after its name. */
  public static Optional<String> circle(ProgramSpec spec, Collection<ProgramSpec> others) {
    Map<String, ProgramSpec> all = new TreeMap<>();
    others.forEach(other -> all.put(other.name(), other));
    all.put(spec.name(), spec);
    return path(spec.name(), spec.name(), all, new LinkedHashSet<>()).map(StartOrder::text);
  }

  private static String text(List<String> path) {
    return "would have to start before itself: "
        + String.join(" → ", path)
        + " → "
        + path.getFirst()
        + " (requires, after)";
  }

  /** The way from one program to another by what comes before it, without the last one. */
  private static Optional<List<String>> path(
      String from, String to, Map<String, ProgramSpec> all, Set<String> seen) {
    if (!seen.add(from)) {
      return Optional.empty();
    }
    for (String next : before(from, all)) {
      Optional<List<String>> rest =
          next.equals(to) ? Optional.of(List.of()) : path(next, to, all, seen);
      if (rest.isPresent()) {
        List<String> way = new ArrayList<>(List.of(from));
        way.addAll(rest.get());
        return Optional.of(way);
      }
    }
    return Optional.empty();
  }

  private static List<String> before(String name, Map<String, ProgramSpec> all) {
    ProgramSpec spec = all.get(name);
    if (spec == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>(spec.order().requires());
    names.addAll(spec.order().after());
    return names;
  }

  /** In the order of starting; circles are broken anywhere. */
  public static List<ProgramSpec> sorted(Collection<ProgramSpec> specs) {
    Map<String, ProgramSpec> byName = new LinkedHashMap<>();
    specs.stream().sorted(BY_PRIORITY).forEach(spec -> byName.put(spec.name(), spec));
    SequencedSet<ProgramSpec> sorted = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    byName.keySet().forEach(name -> visit(name, byName, seen, sorted));
    return List.copyOf(sorted);
  }

  private static void visit(
      String name,
      Map<String, ProgramSpec> byName,
      Set<String> seen,
      SequencedSet<ProgramSpec> sorted) {
    ProgramSpec spec = byName.get(name);
    if (spec != null && seen.add(name)) {
      before(name, byName).forEach(next -> visit(next, byName, seen, sorted));
      sorted.add(spec);
    }
  }
}
