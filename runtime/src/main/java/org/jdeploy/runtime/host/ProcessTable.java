package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * All processes of a moment, to sum up what trees of them use. Read into numbers only, by one
 * buffer: it is made every second while a program has a limit.
 */
public final class ProcessTable {
  private static final int LONGEST = 1024;
  private static final long TICKS_PER_SECOND = Libc.call(Function.SYSCONF, 2 /* _SC_CLK_TCK */);
  private static final long PAGE = Libc.call(Function.SYSCONF, 30 /* _SC_PAGESIZE */);

  private final int[] pids;
  private final int[] parents;
  private final int[] groups;
  private final int[] sessions;
  private final long[] startTimes;
  private final long[] ticks;
  private final long[] memory;

  private ProcessTable(int[] pids) {
    this.pids = pids;
    parents = new int[pids.length];
    groups = new int[pids.length];
    sessions = new int[pids.length];
    startTimes = new long[pids.length];
    ticks = new long[pids.length];
    memory = new long[pids.length];
  }

  /**
   * What a tree uses.
   *
   * @param memory resident bytes, those that several share counted for each
   * @param cpu of those that are alive
   */
  public record Usage(int processes, long memory, Duration cpu) {}

  /** As it is now; who ended meanwhile uses nothing. */
  public static ProcessTable now() {
    int[] pids = Proc.pids().stream().mapToInt(Integer::intValue).sorted().toArray();
    ProcessTable table = new ProcessTable(pids);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(64);
      MemorySegment line = arena.allocate(LONGEST);
      byte[] bytes = new byte[LONGEST];
      for (int i = 0; i < pids.length; i++) {
        int size = read(pids[i], name, line);
        MemorySegment.copy(line, ValueLayout.JAVA_BYTE, 0, bytes, 0, Math.max(0, size));
        table.parse(i, bytes, size);
      }
    }
    return table;
  }

  private static int read(int pid, MemorySegment name, MemorySegment line) {
    name.setString(0, "/proc/" + pid + "/stat", StandardCharsets.US_ASCII);
    int fd = Libc.call(Function.OPEN, name.address(), Descriptors.O_CLOEXEC);
    if (fd < 0) {
      return 0;
    }
    int size = Libc.call(Function.READ, fd, line.address(), LONGEST);
    Descriptors.close(fd);
    return size;
  }

  /** Fields of proc(5) from the third on; the second, the name, may contain anything. */
  private void parse(int index, byte[] line, int size) {
    int at = size - 1;
    while (at >= 0 && line[at] != ')') {
      at--;
    }
    if (at < 0 || at + 2 >= size || line[at + 2] == 'Z' || line[at + 2] == 'X') {
      return;
    }
    at += 4;
    for (int field = 4; field <= 24 && at < size; field++) {
      long value = 0;
      for (; at < size && line[at] != ' '; at++) {
        if (line[at] >= '0' && line[at] <= '9') {
          value = value * 10 + (line[at] - '0');
        }
      }
      at++;
      switch (field) {
        case 4 -> parents[index] = (int) value;
        case 5 -> groups[index] = (int) value;
        case 6 -> sessions[index] = (int) value;
        case 14, 15 -> ticks[index] += value;
        case 22 -> startTimes[index] = value;
        case 24 -> memory[index] = value * PAGE;
        default -> {}
      }
    }
  }

  /**
   * What a spawned process, its session and group, all their descendants, and a cgroup of its own
   * use; empty when nothing of it runs.
   */
  public Optional<Usage> of(int leader, long startTime, Optional<Path> cgroup) {
    boolean[] members = members(leader, startTime, cgroup);
    int count = 0;
    long bytes = 0;
    long time = 0;
    for (int i = 0; i < pids.length; i++) {
      if (members[i]) {
        count++;
        bytes += memory[i];
        time += ticks[i];
      }
    }
    Duration cpu = Duration.ofNanos(time * (1_000_000_000 / TICKS_PER_SECOND));
    return count == 0 ? Optional.empty() : Optional.of(new Usage(count, bytes, cpu));
  }

  /**
   * The memory of the same with what processes share divided among them, as far as we may see that:
   * exact, and slow. For a tree that seems to hold too much.
   */
  public long exactMemory(int leader, long startTime, Optional<Path> cgroup) {
    boolean[] members = members(leader, startTime, cgroup);
    long bytes = 0;
    for (int i = 0; i < pids.length; i++) {
      if (members[i]) {
        bytes += proportional(pids[i], memory[i]);
      }
    }
    return bytes;
  }

  private static long proportional(int pid, long otherwise) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", pid + "", "smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not ours to see, or gone
    }
    return otherwise;
  }

  private boolean[] members(int leader, long startTime, Optional<Path> cgroup) {
    boolean[] members = new boolean[pids.length];
    int own = index(leader);
    if (leader <= 1 || (own >= 0 && startTimes[own] != 0 && startTimes[own] != startTime)) {
      return members; // a stranger has the number by now
    }
    cgroup.ifPresent(directory -> {
      for (int pid : Cgroups.members(directory)) {
        if (index(pid) >= 0) {
          members[index(pid)] = true;
        }
      }
    });
    for (int i = 0; i < pids.length; i++) {
      members[i] |= pids[i] == leader || sessions[i] == leader || groups[i] == leader;
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int i = 0; i < pids.length; i++) {
        int parent = members[i] ? -1 : index(parents[i]);
        if (parent >= 0 && members[parent]) {
          members[i] = true;
          grown = true;
        }
      }
    }
    return members;
  }

  private int index(int pid) {
    return Arrays.binarySearch(pids, pid);
  }
}
