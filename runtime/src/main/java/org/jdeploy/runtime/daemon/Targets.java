package org.jdeploy.runtime.daemon;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/**
 * What words such as {@code blogd}, {@code blogd:2}, {@code group:*}, {@code all} and {@code
 * /web.*}{@code /} mean.
 */
final class Targets {
  private final List<ProgramView> programs;

  Targets(List<ProgramView> programs) {
    this.programs = programs;
  }

  /** A program, or one instance of it. */
  record Target(String program, OptionalInt slot) {
    boolean covers(Instance instance) {
      return instance.program().equals(program)
          && (slot.isEmpty() || slot.getAsInt() == instance.slot());
    }

    @Override
    public String toString() {
      return slot.isPresent() ? program + ":" + slot.getAsInt() : program;
    }
  }

  /**
   * @throws ControlException when a word names nothing
   */
  List<Target> resolve(List<String> words) {
    SequencedSet<Target> found = new LinkedHashSet<>();
    for (String word : words) {
      if (word.equals("all")) {
        programs.forEach(program -> found.add(whole(program.name())));
      } else if (find(word) == null && !group(word).isEmpty()) {
        found.addAll(group(word));
      } else if (word.length() > 2 && word.startsWith("/") && word.endsWith("/")) {
        found.addAll(matching(word));
      } else {
        found.add(named(word));
      }
    }
    return new ArrayList<>(found);
  }

  private static Target whole(String program) {
    return new Target(program, OptionalInt.empty());
  }

  private List<Target> matching(String word) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(word.substring(1, word.length() - 1));
    } catch (PatternSyntaxException e) {
      throw new ControlException(400, word + " is no pattern: " + e.getDescription());
    }
    List<Target> matches =
        programs.stream()
            .map(ProgramView::name)
            .filter(name -> pattern.matcher(name).find())
            .map(Targets::whole)
            .toList();
    if (matches.isEmpty()) {
      throw new ControlException(404, "no program matches " + word);
    }
    return matches;
  }

  /** {@code web:*} are all of a group, {@code web:api} is one of it. */
  private List<Target> group(String word) {
    int colon = word.lastIndexOf(':');
    String name = colon < 0 ? "" : word.substring(0, colon);
    String rest = word.substring(colon + 1);
    if (name.isEmpty() || (find(name) != null && rest.equals("*"))) {
      return List.of();
    }
    return programs.stream()
        .filter(program -> program.spec().order().group().filter(name::equals).isPresent())
        .map(ProgramView::name)
        .filter(program ->
            rest.equals("*") || program.equals(rest) || program.equals(name + "_" + rest))
        .map(Targets::whole)
        .toList();
  }

  private Target named(String word) {
    if (find(word) != null) {
      return whole(word);
    }
    int colon = word.lastIndexOf(':');
    if (colon > 0) {
      ProgramView program = find(word.substring(0, colon));
      String rest = word.substring(colon + 1);
      if (program != null && rest.equals("*")) {
        return whole(program.name());
      }
      if (program != null) {
        for (InstanceView instance : program.instances()) {
          if (rest.equals(String.valueOf(instance.instance().slot()))) {
            return new Target(program.name(), OptionalInt.of(instance.instance().slot()));
          }
        }
        throw new ControlException(
            404,
            program.name()
                + " has no instance "
                + rest
                + ", it has "
                + (program.instances().isEmpty()
                    ? "none"
                    : "0 to " + (program.instances().size() - 1)));
      }
    }
    throw new ControlException(
        404,
        group(word + ":*").isEmpty()
            ? "there is no program \"" + word + "\"" + known()
            : "\"" + word + "\" is a group: say \"" + word + ":*\"");
  }

  private @Nullable ProgramView find(String name) {
    for (ProgramView program : programs) {
      if (program.name().equals(name)) {
        return program;
      }
    }
    return null;
  }

  private String known() {
    if (programs.isEmpty()) {
      return ": there are none yet";
    }
    List<String> names = programs.stream().map(ProgramView::name).limit(10).toList();
    return ", there are: " + String.join(", ", names) + (programs.size() > 10 ? ", …" : "");
  }
}
