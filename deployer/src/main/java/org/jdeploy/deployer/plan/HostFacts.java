package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.deployer.journal.Journal;

/**
 * What a server said about itself in one message.
 *
 * @param home of the user that deploys
 * @param machine {@code uname -m}
 * @param clock the server's UTC as {@code YYYYMMDDhhmmss}
 * @param directory real path of the directory that is deployed to; empty when there is none
 * @param target the real path it has, or would have
 * @param application content of the marker {@code .jdeploy/app}
 * @param current what {@code current} is
 * @param live the release that {@code current} points at, when it does so in the usual way
 * @param sha of the live release
 * @param releases complete releases that exist
 * @param partial directories below {@code releases} that are no complete release
 * @param missing linked files that are not there, as configured
 * @param trees git trees the server's repository has
 * @param tools version lines, or paths, of the tools found
 * @param renames {@code mv -T} works
 * @param freeKilobytes of the file system
 * @param jpm hash of the jpm version that is installed
 * @param locked somebody has the lock now
 * @param lockInfo who took the lock last, JSON, or empty
 * @param hold the manual hold, JSON, or empty
 * @param unconfirmed attempts that are published and not confirmed
 */
public record HostFacts(
    String home,
    String machine,
    String clock,
    Optional<String> directory,
    String target,
    String application,
    Current current,
    Optional<String> live,
    String sha,
    Set<String> releases,
    Set<String> partial,
    Journal journal,
    List<String> missing,
    Set<String> trees,
    Map<String, String> tools,
    boolean renames,
    OptionalLong freeKilobytes,
    OptionalLong freeInodes,
    Optional<String> jpm,
    boolean locked,
    String lockInfo,
    String hold,
    List<String> unconfirmed) {

  public HostFacts {
    releases = Set.copyOf(releases);
    partial = Set.copyOf(partial);
    missing = List.copyOf(missing);
    trees = Set.copyOf(trees);
    tools = Map.copyOf(tools);
    unconfirmed = List.copyOf(unconfirmed);
  }

  /** What {@code current} is. */
  public enum Current {
    ABSENT,
    LINK,
    DIRECTORY,
    FILE
  }

  /**
   * Reads what {@link FactsScript} prints; lines of other origin are skipped.
   *
   * @param linkedFiles the files whose absence is reported by number
   */
  public static HostFacts parse(List<String> lines, List<String> linkedFiles) {
    Map<String, String> one = new HashMap<>();
    Map<String, String> tools = new HashMap<>();
    Set<String> releases = new TreeSet<>();
    Set<String> partial = new TreeSet<>();
    Set<String> trees = new TreeSet<>();
    List<String> journal = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> unconfirmed = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", 3);
      if (!words[0].equals("fact") || words.length < 2) {
        continue;
      }
      String value = words.length == 3 ? words[2] : "";
      switch (words[1]) {
        case "journal" -> journal.add(value);
        case "release" -> releases.add(value);
        case "partial" -> partial.add(value);
        case "tree" -> trees.add(value);
        case "missing" -> missing.add(linkedFiles.get(Integer.parseInt(value)));
        case "unconfirmed" -> unconfirmed.add(value);
        case "tool" -> {
          String[] tool = value.split(" ", 2);
          tools.put(tool[0], tool.length == 2 ? tool[1] : "");
        }
        default -> one.put(words[1], value);
      }
    }
    return new HostFacts(
        one.getOrDefault("home", ""),
        one.getOrDefault("machine", ""),
        one.getOrDefault("clock", ""),
        text(one, "directory"),
        one.getOrDefault("target", ""),
        one.getOrDefault("application", ""),
        switch (one.getOrDefault("current", "")) {
          case "link" -> Current.LINK;
          case "directory" -> Current.DIRECTORY;
          case "file" -> Current.FILE;
          default -> Current.ABSENT;
        },
        text(one, "live"),
        one.getOrDefault("sha", ""),
        releases,
        partial,
        Journal.read(journal),
        missing,
        trees,
        tools,
        one.containsKey("renames"),
        number(one, "kilobytes"),
        number(one, "inodes"),
        text(one, "jpm"),
        one.containsKey("locked"),
        one.getOrDefault("lock", ""),
        one.getOrDefault("hold", ""),
        unconfirmed);
  }

  private static Optional<String> text(Map<String, String> facts, String name) {
    return Optional.ofNullable(facts.get(name)).filter(value -> !value.isEmpty());
  }

  private static OptionalLong number(Map<String, String> facts, String name) {
    String value = facts.getOrDefault(name, "");
    return value.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
