package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.jdeploy.runtime.supervise.Instance;

/**
 * Finds processes of this home that nothing is written of, or nothing that can be read, by the
 * cookies in their environment.
 */
final class Rediscovery {
  private final Path home;
  private final String bootId;
  private final DaemonLog log;

  private record Found(Cookie cookie, String text, ProcStat stat) {}

  Rediscovery(Path home, String bootId, DaemonLog log) {
    this.home = home;
    this.bootId = bootId;
    this.log = log;
  }

  /**
   * The process that was spawned, of all that carry its cookie: the oldest that leads a session.
   * One that waits for its limits has not begun and is none.
   */
  static Optional<ProcStat> leader(List<Integer> pids) {
    return pids.stream()
        .flatMap(pid -> Proc.stat(pid).stream())
        .filter(stat -> stat.session() == stat.pid() && !stat.isDead())
        .filter(stat -> !Proc.isAtGate(stat.pid()))
        .min(Comparator.comparingLong(ProcStat::startTime));
  }

  /**
   * @param known cookies of processes that are known
   * @param programs by name
   */
  List<RunRecord> find(Set<String> known, Map<String, Takeover.Described> programs) {
    Map<String, List<Integer>> carriers = new TreeMap<>();
    Proc.environmentValues(ProgramEnvironment.COOKIE)
        .forEach((pid, text) -> {
          if (!known.contains(text)) {
            carriers.computeIfAbsent(text, _ -> new ArrayList<>()).add(pid);
          }
        });
    Map<Instance, List<Found>> found = new LinkedHashMap<>();
    carriers.forEach((text, pids) -> {
      Optional<Cookie> cookie = Cookie.read(text).filter(one -> one.home().equals(home));
      if (cookie.isPresent()) {
        leader(pids)
            .ifPresent(stat ->
                found
                    .computeIfAbsent(cookie.get().run().instance(), _ -> new ArrayList<>())
                    .add(new Found(cookie.get(), text, stat)));
      }
    });
    List<RunRecord> records = new ArrayList<>();
    found.forEach((instance, lives) -> {
      Takeover.Described program = programs.get(instance.program());
      if (program == null) {
        lives.forEach(life ->
            log.warn(
                "process "
                    + life.stat().pid()
                    + " belongs to a program "
                    + instance.program()
                    + " that nothing is known of any more: it is left alone"));
        return;
      }
      lives.sort(Comparator.comparingLong(life -> life.cookie().run().generation()));
      // of two the older serves, and the younger was about to replace it
      lives.forEach(life -> records.add(record(life, program, life.equals(lives.getFirst()))));
    });
    return records;
  }

  private RunRecord record(Found life, Takeover.Described program, boolean ready) {
    log.warn(
        "process "
            + life.stat().pid()
            + " is found by its cookie to be "
            + life.cookie().run()
            + ", of which no sound record was left");
    return new RunRecord(
        life.cookie().run(),
        program.spec(),
        life.text(),
        bootId,
        OptionalInt.of(life.stat().pid()),
        life.stat().startTime(),
        Proc.cwd(life.stat().pid()).map(Object::toString).orElse(""),
        program.spec().node() ? Takeover.channelInode(life.stat().pid()) : OptionalLong.empty(),
        new LinkedHashMap<>(),
        Set.of(),
        Set.of(),
        ready,
        "",
        ready,
        false,
        program.instances() > 1 || life.cookie().run().instance().slot() > 0);
  }
}
