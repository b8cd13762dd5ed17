package org.jdeploy.runtime.host;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Everything that came from one spawned process and still runs. A session or group keeps its number
 * reserved while it has members; only when the number's own process runs and is a stranger has the
 * number been used anew.
 */
final class Tree {
  private static final int GENERATIONS = 100;

  private final int leader;
  private final long startTime;
  private final String cookie;
  private final byte[] environment;
  private final Optional<Path> cgroup;

  Tree(int leader, long startTime, String cookie) {
    this(leader, startTime, cookie, Optional.empty());
  }

  /**
   * @param leader -1 when it is not known
   * @param cgroup of the tree alone
   */
  Tree(int leader, long startTime, String cookie, Optional<Path> cgroup) {
    this.cgroup = cgroup;
    this.leader = leader;
    this.startTime = startTime;
    this.cookie = cookie;
    this.environment = ("JPM_COOKIE=" + cookie).getBytes(StandardCharsets.UTF_8);
  }

  List<Integer> kill(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    List<Integer> members = members();
    while (!members.isEmpty()) {
      cgroup.ifPresent(Cgroups::kill);
      List<Integer> pidfds = new ArrayList<>();
      try {
        for (int pid : members) {
          kill(pid).ifPresent(pidfds::add);
        }
        for (int pidfd : pidfds) {
          long left = Math.max(0, (end - System.nanoTime()) / 1_000_000);
          Processes.awaitEnd(pidfd, (int) Math.min(left, Integer.MAX_VALUE));
        }
      } finally {
        pidfds.forEach(Descriptors::close);
      }
      members = members();
      if (System.nanoTime() - end >= 0) {
        return members;
      }
    }
    return members;
  }

  /**
   * Kills a process and waits for its end.
   *
   * @param still it is the one that is meant; asked once its number cannot come to mean another
   * @param end of our patience, as {@link System#nanoTime} tells it
   */
  static boolean kill(int pid, BooleanSupplier still, long end) {
    int pidfd;
    try {
      pidfd = Processes.pidfdOpen(pid);
    } catch (HostException e) {
      return false; // gone
    }
    try {
      if (!still.getAsBoolean()) {
        return false;
      }
      Processes.signal(pidfd, "KILL");
      long left = Math.max(0, (end - System.nanoTime()) / 1_000_000);
      Processes.awaitEnd(pidfd, (int) Math.min(left, Integer.MAX_VALUE));
      return true;
    } finally {
      Descriptors.close(pidfd);
    }
  }

  /** Looks again after the pidfd is open: from then on it cannot come to mean another process. */
  private Optional<Integer> kill(int pid) {
    int pidfd;
    try {
      pidfd = Processes.pidfdOpen(pid);
    } catch (HostException e) {
      return Optional.empty(); // gone
    }
    if (!isMember(pid, ownsNumber()) && !inCgroup().contains(pid)) {
      // A stranger by now, or one in the moment of its exec, which the next look will find.
      Descriptors.close(pidfd);
      return Optional.empty();
    }
    Processes.signal(pidfd, "KILL");
    return Optional.of(pidfd);
  }

  /**
   * Whether a process came from the spawned one; also when it changed its session and its
   * environment, as long as the chain of its parents leads there.
   */
  boolean contains(int pid) {
    if (isMember(pid, ownsNumber())) {
      return true;
    }
    int ancestor = pid;
    for (int i = 0; i < GENERATIONS && ancestor > 1; i++) {
      if (ancestor == leader) {
        return ownsNumber();
      }
      ancestor = Proc.stat(ancestor).map(ProcStat::parent).orElse(0);
    }
    return false;
  }

  List<Integer> members() {
    boolean ownsNumber = ownsNumber();
    List<Integer> inside = inCgroup();
    List<Integer> members = new ArrayList<>();
    for (int pid : Proc.pids()) {
      if (inside.contains(pid) || isMember(pid, ownsNumber)) {
        members.add(pid);
      }
    }
    return members;
  }

  private List<Integer> inCgroup() {
    return cgroup.map(Cgroups::members).orElse(List.of());
  }

  private boolean isMember(int pid, boolean ownsNumber) {
    if (pid <= 1 || pid == ProcessHandle.current().pid()) {
      return false;
    }
    Optional<ProcStat> stat = Proc.stat(pid).filter(s -> !s.isDead());
    if (stat.isEmpty()) {
      return false;
    }
    boolean inSession = stat.get().session() == leader || stat.get().group() == leader;
    return (inSession && ownsNumber)
        || (!cookie.isEmpty() && Proc.hasEnvironment(pid, environment));
  }

  private boolean ownsNumber() {
    return Proc.stat(leader).map(stat -> stat.startTime() == startTime).orElse(true);
  }
}
