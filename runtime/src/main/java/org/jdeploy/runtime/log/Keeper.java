package org.jdeploy.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.host.Executables;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.jdeploy.runtime.host.SpawnRequest;
import org.jdeploy.runtime.host.Spawned;

/**
 * Small processes that hold FIFOs open, so that output survives the program and the daemon: a
 * {@code sleep} for up to 32 FIFOs each. They outlive the daemon; the next one finds them by a mark
 * in their environment, and by their descriptors what they hold. Nothing is written down that could
 * be wrong. Used by one thread.
 */
public final class Keeper {
  private static final int ROOM = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String MARK = "JPM_KEEPER";

  /** 68 years; not every {@code sleep} knows {@code infinity}. */
  private static final String FOREVER = "2147483647";

  private final LinuxHost host;
  private final String home;
  private final List<Sleeper> sleepers = new ArrayList<>();
  private boolean searched;

  private record Sleeper(int pid, int pidfd) {
    /** What it really holds. The link of a removed FIFO ends in {@code (deleted)}. */
    Set<Path> held() {
      Set<Path> held = new TreeSet<>();
      Proc.descriptors(pid)
          .forEach((fd, target) -> {
            if (fd > 2 && target.startsWith("/")) {
              held.add(Path.of(target));
            }
          });
      return held;
    }
  }

  /**
   * @param home whose keepers these are; it exists
   */
  public Keeper(LinuxHost host, Path home) {
    this.host = host;
    this.home = real(home).orElse(home.toAbsolutePath()).toString();
  }

  /**
   * From now on exactly these FIFOs are held, as far as they exist. Blocks for a millisecond or two
   * if it has to; the first call looks at all processes.
   */
  public void hold(Collection<Path> fifos) {
    if (!searched) {
      search();
      searched = true;
    }
    forgetDead();
    Set<Path> wanted = new TreeSet<>();
    fifos.forEach(fifo -> real(fifo).ifPresent(wanted::add));
    Map<Sleeper, Set<Path>> held = new LinkedHashMap<>();
    Set<Path> missing = new TreeSet<>(wanted);
    for (Sleeper sleeper : sleepers) {
      Set<Path> useful = sleeper.held();
      useful.retainAll(wanted);
      missing.removeAll(useful);
      held.put(sleeper, useful);
    }
    if (!missing.isEmpty()) {
      holdMore(missing, held);
    }
    endUseless(held);
  }

  private void endUseless(Map<Sleeper, Set<Path>> held) {
    held.forEach((sleeper, useful) -> {
      if (useful.isEmpty()) {
        end(sleeper);
      }
    });
  }

  /**
   * As {@link #hold}, when only some are new: fills up the newest keeper with them. It looks at the
   * others only when a keeper has died.
   */
  public void add(Collection<Path> fresh, Collection<Path> fifos) {
    if (!searched || forgetDead()) {
      hold(fifos);
      return;
    }
    Set<Path> missing = new TreeSet<>();
    fresh.forEach(fifo -> real(fifo).ifPresent(missing::add));
    Map<Sleeper, Set<Path>> newest = new LinkedHashMap<>();
    if (!sleepers.isEmpty()) {
      Set<Path> held = sleepers.getLast().held();
      held.removeIf(path -> !Files.exists(path));
      missing.removeAll(held);
      newest.put(sleepers.getLast(), held);
    }
    if (!missing.isEmpty()) {
      holdMore(missing, newest);
    }
    endUseless(newest);
  }

  /** Fills up the emptiest keeper: by a new one that holds what that held, too. */
  private void holdMore(Set<Path> missing, Map<Sleeper, Set<Path>> held) {
    List<Path> all = new ArrayList<>(missing);
    held.values().stream()
        .min(Comparator.comparingInt(Set::size))
        .filter(useful -> useful.size() < ROOM)
        .ifPresent(useful -> {
          all.addAll(useful);
          useful.clear(); // the new one is there before the old one ends
        });
    for (int from = 0; from < all.size(); from += ROOM) {
      start(all.subList(from, Math.min(from + ROOM, all.size())));
    }
  }

  private void start(List<Path> fifos) {
    List<Integer> opened = new ArrayList<>();
    try {
      for (Path fifo : fifos) {
        opened.add(host.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE)));
      }
      Path root = Path.of("/");
      int none = SpawnRequest.DEV_NULL;
      Spawned spawned =
          host.spawn(
              new SpawnRequest(
                  Executables.find("sleep", "/usr/bin:/bin", root),
                  List.of("sleep", FOREVER),
                  Map.of(MARK, home),
                  root,
                  none,
                  none,
                  none,
                  opened));
      sleepers.add(new Sleeper(spawned.pid(), spawned.pidfd()));
    } finally {
      opened.forEach(host::close);
    }
  }

  private void search() {
    for (int pid : Proc.withEnvironment(MARK, home)) {
      Optional<ProcStat> stat = Proc.stat(pid);
      if (stat.isPresent() && stat.get().name().equals("sleep")) {
        adopt(pid, stat.get().startTime());
      }
    }
  }

  private void adopt(int pid, long startTime) {
    int pidfd = host.pidfdOpen(pid);
    if (!Proc.isAlive(pid, startTime)) {
      host.close(pidfd);
      return;
    }
    sleepers.add(new Sleeper(pid, pidfd));
  }

  /** Whether there were some. */
  private boolean forgetDead() {
    int before = sleepers.size();
    for (Sleeper sleeper : List.copyOf(sleepers)) {
      if (host.exitOf(sleeper.pidfd()).isPresent()) {
        host.close(sleeper.pidfd());
        sleepers.remove(sleeper);
      }
    }
    return sleepers.size() < before;
  }

  private void end(Sleeper sleeper) {
    host.signal(sleeper.pidfd(), "KILL");
    host.awaitEnd(sleeper.pidfd(), PATIENCE);
    if (host.exitOf(sleeper.pidfd()).isPresent()) {
      host.close(sleeper.pidfd());
      sleepers.remove(sleeper);
    }
  }

  /** As /proc names it; empty when somebody removed it. */
  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
