package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code /proc}. A process that ended meanwhile is simply not there. */
public final class Proc {
  private static final Path ROOT = Path.of("/proc");
  private static final long TICKS_PER_SECOND = Libc.call(Function.SYSCONF, 2 /* _SC_CLK_TCK */);
  private static final long PAGE = Libc.call(Function.SYSCONF, 30 /* _SC_PAGESIZE */);

  private Proc() {}

  public static Optional<ProcStat> stat(int pid) {
    byte[] line = read(pid, "stat");
    return line.length == 0
        ? Optional.empty()
        : Optional.of(parse(new String(line, StandardCharsets.UTF_8)));
  }

  /** Whether this very process still runs; a zombie does not. */
  public static boolean isAlive(int pid, long startTime) {
    return stat(pid).filter(s -> s.startTime() == startTime && !s.isDead()).isPresent();
  }

  /** Names this boot of the machine. */
  public static String bootId() {
    try {
      return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The user this process runs as. */
  public static int ownUser() {
    try {
      return (int) Files.getAttribute(ROOT.resolve("self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Optional<Path> cwd(int pid) {
    return link(directory(pid).resolve("cwd")).map(Path::of);
  }

  /** All processes; who may see only some (hidepid) gets these. */
  static List<Integer> pids() {
    List<Integer> pids = new ArrayList<>();
    for (Path entry : list(ROOT)) {
      number(entry).ifPresent(pids::add);
    }
    return pids;
  }

  /** Processes that have exactly this in the environment they were started with; no zombies. */
  public static List<Integer> withEnvironment(String name, String value) {
    byte[] wanted = (name + "=" + value).getBytes(StandardCharsets.UTF_8);
    List<Integer> found = new ArrayList<>();
    for (int pid : pids()) {
      if (hasEnvironment(pid, wanted)) {
        found.add(pid);
      }
    }
    return found;
  }

  /** What each process that can be seen was started with in a variable of its environment. */
  public static Map<Integer, String> environmentValues(String name) {
    byte[] prefix = (name + "=").getBytes(StandardCharsets.UTF_8);
    Map<Integer, String> values = new TreeMap<>();
    for (int pid : pids()) {
      byte[] all = read(pid, "environ");
      int start = 0;
      for (int i = 0; i < all.length; i++) {
        if (all[i] == 0) {
          int value = start + prefix.length;
          if (value <= i && java.util.Arrays.equals(all, start, value, prefix, 0, prefix.length)) {
            values.put(pid, new String(all, value, i - value, StandardCharsets.UTF_8));
          }
          start = i + 1;
        }
      }
    }
    return values;
  }

  /**
   * SIGKILL to all processes that have a variable which begins like this in the environment they
   * were started with, until none is left or the time is over.
   */
  public static void killAllWith(String name, String valueBegins, Duration patience) {
    byte[] wanted = (name + "=" + valueBegins).getBytes(StandardCharsets.UTF_8);
    long end = System.nanoTime() + patience.toNanos();
    boolean some = true;
    while (some && System.nanoTime() - end < 0) {
      some = false;
      for (int pid : pids()) {
        if (environmentHas(pid, wanted, true)) {
          some |= Tree.kill(pid, () -> environmentHas(pid, wanted, true), end);
        }
      }
    }
  }

  static boolean hasEnvironment(int pid, byte[] entry) {
    return environmentHas(pid, entry, false);
  }

  private static boolean environmentHas(int pid, byte[] entry, boolean asBeginning) {
    byte[] all = read(pid, "environ");
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        int end = asBeginning ? Math.min(i, start + entry.length) : i;
        if (java.util.Arrays.equals(all, start, end, entry, 0, entry.length)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /** Open descriptors and what they lead to: a path, {@code socket:[inode]}, {@code pipe:[…]}. */
  public static Map<Integer, String> descriptors(int pid) {
    Map<Integer, String> result = new TreeMap<>();
    for (Path entry : list(directory(pid).resolve("fd"))) {
      number(entry).ifPresent(fd -> link(entry).ifPresent(target -> result.put(fd, target)));
    }
    return result;
  }

  /** The descriptor of a process which is the socket with this inode. */
  public static Optional<Integer> descriptorOf(int pid, long socketInode) {
    String wanted = "socket:[" + socketInode + "]";
    return descriptors(pid).entrySet().stream()
        .filter(entry -> entry.getValue().equals(wanted))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * SIGKILL to what a spawned process left or leads: its session, its process group, and whatever
   * carries {@code JPM_COOKIE=cookie}; again and again until nothing is left. Waits for their ends.
   *
   * @param startTime of the process, so that a stranger who got its pid is left alone
   * @return who is still alive when the time is over (waiting for a disk, say)
   */
  public static List<Integer> killTree(int pid, long startTime, String cookie, Duration patience) {
    return new Tree(pid, startTime, cookie).kill(patience);
  }

  /**
   * The same, with all that is in a cgroup of the tree's own.
   *
   * @param pid -1 when it is not known
   */
  public static List<Integer> killTree(
      int pid, long startTime, String cookie, Optional<Path> cgroup, Duration patience) {
    return new Tree(pid, startTime, cookie, cgroup).kill(patience);
  }

  /** Whether a process waits for its limits, and has not become the program it is to be. */
  public static boolean isAtGate(int pid) {
    String words = new String(read(pid, "cmdline"), StandardCharsets.UTF_8);
    return words.contains("\0" + Gate.NAME + "\0")
        && stat(pid).filter(stat -> stat.state() == 'T').isPresent();
  }

  /** How many processes the kernel killed because memory was short, since it runs. */
  public static long oomKills() {
    try (var lines = Files.lines(ROOT.resolve("vmstat"))) {
      return lines
          .filter(line -> line.startsWith("oom_kill "))
          .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Whether a process is, or came from, a spawned one.
   *
   * @param leader the spawned process, with its start time and its cookie as for {@link #killTree}
   */
  public static boolean isInTree(int pid, int leader, long startTime, String cookie) {
    return new Tree(leader, startTime, cookie).contains(pid);
  }

  /** The third field on follows the name, which may itself contain spaces and parentheses. */
  static ProcStat parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    String[] fields = line.substring(close + 2).strip().split(" ");
    long startTime = Long.parseLong(fields[19]);
    return new ProcStat(
        Integer.parseInt(line.substring(0, open).strip()),
        line.substring(open + 1, close),
        fields[0].charAt(0),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        startTime,
        Instant.EPOCH.plus(ticks(startTime)),
        Long.parseLong(fields[21]) * PAGE,
        ticks(Long.parseLong(fields[11]) + Long.parseLong(fields[12])),
        Integer.parseInt(fields[49]));
  }

  private static Duration ticks(long ticks) {
    return Duration.ofNanos(ticks * (1_000_000_000 / TICKS_PER_SECOND));
  }

  private static Path directory(int pid) {
    return ROOT.resolve(Integer.toString(pid));
  }

  private static Optional<Integer> number(Path entry) {
    String name = entry.getFileName().toString();
    return Character.isDigit(name.charAt(0))
        ? Optional.of(Integer.parseInt(name))
        : Optional.empty();
  }

  private static byte[] read(int pid, String file) {
    try {
      return Files.readAllBytes(directory(pid).resolve(file));
    } catch (IOException e) {
      return new byte[0]; // gone, or not for us to see
    }
  }

  private static Optional<String> link(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return entries; // gone meanwhile, or not for us to see
    }
    return entries;
  }
}
