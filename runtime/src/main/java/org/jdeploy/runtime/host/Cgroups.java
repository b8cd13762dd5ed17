package org.jdeploy.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A cgroup of version 2 for each process we start, below our own: where a subtree was given to us
 * (systemd's Delegate=), or to root where no systemd rules. Elsewhere there is none, and everything
 * works without. See cgroups(7). Safe for use by many threads.
 */
public final class Cgroups {
  /** The part of a delegated subtree that is the daemon's own: DelegateSubgroup= of systemd. */
  private static final String DAEMON = "jpmd";

  private static final int PERIOD = 100_000;
  private static final List<String> CONTROLLERS = List.of("memory", "cpu");

  private final Optional<Path> base;
  private final String facts;

  private Cgroups(Optional<Path> base, String facts) {
    this.base = base;
    this.facts = facts;
  }

  /** Without any. */
  public static Cgroups none(String why) {
    return new Cgroups(Optional.empty(), "no cgroups: " + why);
  }

  /**
   * What can be had here.
   *
   * @param home names the part that is ours
   */
  public static Cgroups find(Path home) {
    try {
      return below(
          own(
              Files.readAllLines(Path.of("/proc/self/mountinfo")),
              Files.readAllLines(Path.of("/proc/self/cgroup"))),
          home,
          Files.isDirectory(Path.of("/run/systemd/system")));
    } catch (IOException e) {
      return none(e.toString());
    }
  }

  /** The directory of our own cgroup, from the lines of /proc/self/mountinfo and cgroup. */
  static Optional<Path> own(List<String> mounts, List<String> cgroups) {
    Optional<String> path =
        cgroups.stream()
            .filter(line -> line.startsWith("0::/"))
            .map(l -> l.substring(3))
            .findFirst();
    for (String mount : mounts) {
      String[] fields = mount.split(" ");
      boolean isOurs =
          mount.contains(" - cgroup2 ") && path.isPresent() && path.get().startsWith(fields[3]);
      if (isOurs && !path.get().contains("/..")) {
        String inside = path.get().substring(fields[3].equals("/") ? 0 : fields[3].length());
        return Optional.of(Path.of(fields[4] + inside));
      }
    }
    return Optional.empty();
  }

  static Cgroups below(Optional<Path> own, Path home, boolean systemd) {
    if (own.isEmpty()) {
      return none("cgroup v2 is not mounted");
    }
    Path place = own.get();
    if (place.endsWith(DAEMON) && place.getParent() != null) {
      place = place.getParent();
    }
    if (systemd && !isDelegated(place)) {
      return none("systemd gave none to this service (Delegate=yes)");
    }
    Path base = place.resolve("jpm-" + mark(home));
    try {
      Files.createDirectories(base);
      CONTROLLERS.forEach(new Enabling(place, base));
      return new Cgroups(
          Optional.of(base), "each process has a cgroup below " + base + words(base));
    } catch (IOException e) {
      return none(place + " is not ours to write");
    }
  }

  private record Enabling(Path place, Path base) implements java.util.function.Consumer<String> {
    @Override
    public void accept(String controller) {
      try {
        if (Files.readString(place.resolve("cgroup.controllers")).contains(controller)) {
          write(place.resolve("cgroup.subtree_control"), "+" + controller);
          write(base.resolve("cgroup.subtree_control"), "+" + controller);
        }
      } catch (IOException e) {
        // processes live in the place itself: it cannot share resources out
      }
    }
  }

  private static String words(Path base) {
    try {
      String controllers = Files.readString(base.resolve("cgroup.subtree_control")).strip();
      return controllers.isEmpty()
          ? ", which can end it but limits nothing"
          : ", which has " + controllers;
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isDelegated(Path place) {
    try {
      return Files.getFileAttributeView(place, UserDefinedFileAttributeView.class)
          .list()
          .contains("delegate");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static String mark(Path home) {
    return UUID.nameUUIDFromBytes(home.toString().getBytes(StandardCharsets.UTF_8))
        .toString()
        .substring(0, 8);
  }

  /** For a person: where they are, or why there are none. */
  public String facts() {
    return facts;
  }

  /** A new one; empty when none can be had. */
  public Optional<Path> open(String name) {
    return base.flatMap(directory -> {
      try {
        return Optional.of(Files.createDirectories(directory.resolve(name)));
      } catch (IOException e) {
        return Optional.empty();
      }
    });
  }

  /** One that was opened, by us or a former daemon of this home. */
  public Optional<Path> existing(String name) {
    return base.map(directory -> directory.resolve(name)).filter(Files::isDirectory);
  }

  /**
   * Limits its processors.
   *
   * @return false when that cannot be done here
   */
  public static boolean limitCpu(Path cgroup, double processors) {
    Path file = cgroup.resolve("cpu.max");
    if (!Files.exists(file)) {
      return false;
    }
    try {
      write(file, String.format(Locale.ROOT, "%d %d", Math.round(processors * PERIOD), PERIOD));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** How many of its processes were killed because memory was short; empty when nobody counts. */
  public static OptionalLong oomKills(Path cgroup) {
    try {
      for (String line : Files.readAllLines(cgroup.resolve("memory.events"))) {
        if (line.startsWith("oom_kill ")) {
          return OptionalLong.of(Long.parseLong(line.substring("oom_kill ".length()).strip()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // it has no memory controller
    }
    return OptionalLong.empty();
  }

  /** SIGKILL to all that is in it and below. */
  static void kill(Path cgroup) {
    try {
      write(cgroup.resolve("cgroup.kill"), "1");
    } catch (IOException e) {
      // it is gone
    }
  }

  /** Processes in it and below; zombies are in none. */
  static List<Integer> members(Path cgroup) {
    List<Integer> pids = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(cgroup.resolve("cgroup.procs"))) {
        pids.add(Integer.parseInt(line.strip()));
      }
    } catch (IOException | NumberFormatException e) {
      // it is gone
    }
    for (Path inner : inner(cgroup)) {
      pids.addAll(members(inner));
    }
    return pids;
  }

  /** Removes it with all below; nothing happens as long as a process is in one of them. */
  public static void remove(Path cgroup) {
    inner(cgroup).forEach(Cgroups::remove);
    try {
      Files.deleteIfExists(cgroup);
    } catch (IOException e) {
      // a process is in it: some later daemon removes it
    }
  }

  /** Removes those that are empty, and the place for all of them if nothing is left. */
  public void clean() {
    base.ifPresent(Cgroups::remove);
  }

  private static List<Path> inner(Path cgroup) {
    List<Path> inner = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(cgroup, Files::isDirectory)) {
      entries.forEach(inner::add);
    } catch (IOException e) {
      return inner; // gone
    }
    return inner;
  }

  /** In one write(2), as the kernel wants it, and without making a file where there is none. */
  private static void write(Path file, String text) throws IOException {
    Files.write(
        file, text.getBytes(StandardCharsets.US_ASCII), java.nio.file.StandardOpenOption.WRITE);
  }
}
