package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.jdeploy.runtime.node.ToWorker;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Instance;

/**
 * Takes over what a former jpmd left: its programs as it knew them, and its processes as far as
 * they still run. Nothing is started before all that is done, so there are never two of an
 * instance.
 */
final class Takeover {
  private final Path home;
  private final LinuxHost host;
  private final RunFiles runs;
  private final StateFiles socketFiles;
  private final SlotSockets sockets;
  private final Output output;
  private final Processes processes;
  private final ReadyGate gate;
  private final Trees trees;
  private final Supervision supervision;
  private final DaemonLog log;
  private final List<Survivor> survivors = new ArrayList<>();

  /** A process that still runs. */
  private record Survivor(RunRecord record, int pidfd, ProcStat stat) {}

  /** A program as it is known apart from its processes. */
  record Described(ProgramSpec spec, int instances) {}

  Takeover(
      Path home,
      LinuxHost host,
      RunFiles runs,
      StateFiles socketFiles,
      SlotSockets sockets,
      Output output,
      Processes processes,
      ReadyGate gate,
      Trees trees,
      Supervision supervision,
      DaemonLog log) {
    this.home = home;
    this.host = host;
    this.runs = runs;
    this.socketFiles = socketFiles;
    this.sockets = sockets;
    this.output = output;
    this.processes = processes;
    this.gate = gate;
    this.trees = trees;
    this.supervision = supervision;
    this.log = log;
  }

  /**
   * Finds out who still runs: by what was written down, and where that is broken by the cookies of
   * all processes.
   */
  void find(Map<String, Described> programs) throws IOException {
    List<RunRecord> records = new ArrayList<>(runs.readAll());
    Set<String> cookies = new HashSet<>();
    records.forEach(record -> cookies.add(record.cookie()));
    records.addAll(new Rediscovery(home, runs.bootId(), log).find(cookies, programs));
    // what the dead said last may still be in their pipes
    records.forEach(output::attach);
    output.hold();
    for (RunRecord record : records) {
      Optional<Survivor> survivor =
          record.bootId().equals(runs.bootId()) ? survivor(record) : Optional.empty();
      if (survivor.isPresent()) {
        survivors.add(survivor.get());
      } else {
        bury(record);
      }
    }
  }

  /** Programs that have a process. */
  Set<String> programs() {
    Set<String> names = new HashSet<>();
    survivors.forEach(survivor -> names.add(survivor.record().run().program()));
    return names;
  }

  /** Has the supervisor adopt them. Their programs were told to it before. */
  void adopt() throws IOException {
    socketFiles
        .readAll(json -> json)
        .forEach(json -> {
          try {
            sockets.takeBack(json, this::socket);
          } catch (IllegalArgumentException e) {
            log.warn("sockets of a former jpmd are not known any more: " + e.getMessage());
          }
        });
    survivors.forEach(this::adopt);
    supervision.on(new Event.TakenOver());
    if (!survivors.isEmpty()) {
      log.info("took over " + survivors.size() + " processes of a former jpmd");
    }
  }

  private Optional<Survivor> survivor(RunRecord record) {
    if (record.pid().isPresent()) {
      return open(record, record.pid().getAsInt(), record.startTime());
    }
    // the former jpmd ended between its intent and its note of the outcome
    return Rediscovery.leader(Proc.withEnvironment(ProgramEnvironment.COOKIE, record.cookie()))
        .flatMap(stat -> open(completed(record, stat), stat.pid(), stat.startTime()));
  }

  private static RunRecord completed(RunRecord record, ProcStat stat) {
    return new RunRecord(
        record.run(),
        record.spec(),
        record.cookie(),
        record.bootId(),
        OptionalInt.of(stat.pid()),
        stat.startTime(),
        Proc.cwd(stat.pid()).map(Object::toString).orElse(""),
        record.spec().node() ? channelInode(stat.pid()) : OptionalLong.empty(),
        record.grants(),
        record.accepting(),
        record.listening(),
        false,
        "",
        false,
        false,
        record.several());
  }

  /** Of the duplicate of our end that a Node program holds. */
  static OptionalLong channelInode(int pid) {
    String link =
        Proc.descriptors(pid)
            .getOrDefault(org.jdeploy.runtime.node.NodeCommand.DAEMON_END_DESCRIPTOR, "");
    return link.startsWith("socket:[")
        ? OptionalLong.of(Long.parseLong(link.substring("socket:[".length(), link.length() - 1)))
        : OptionalLong.empty();
  }

  private Optional<Survivor> open(RunRecord record, int pid, long startTime) {
    try {
      int pidfd = host.pidfdOpen(pid);
      // looked at after it was opened: the number cannot be another process's any more
      Optional<ProcStat> stat = Proc.stat(pid);
      if (stat.isPresent() && stat.get().startTime() == startTime && !stat.get().isDead()) {
        return Optional.of(new Survivor(record, pidfd, stat.get()));
      }
      host.close(pidfd);
    } catch (HostException e) {
      // no such process
    }
    return Optional.empty();
  }

  /** It is dead; what it left behind must not meet its successor. */
  private void bury(RunRecord record) {
    boolean here = record.bootId().equals(runs.bootId());
    if (here && record.spec().stop().tree()) {
      trees.bury(record);
    }
    runs.delete(record.run());
  }

  private void adopt(Survivor survivor) {
    RunRecord record = survivor.record();
    LiveProcess process = new LiveProcess(record, survivor.pidfd(), survivor.stat().startedAt());
    process.greeted = !record.grants().isEmpty();
    process.predecessorServes = servedBeside(record);
    process.takenOver = true;
    processes.watch(process, channel(survivor));
    supervision.on(
        new Event.Adopted(
            record.run(),
            process.pid,
            record.spec(),
            process.startedAt,
            record.ready(),
            record.draining(),
            record.listening()));
    if (record.listening().isEmpty()) {
      processes.servesDeclared(process);
    }
    process.link.ifPresent(link -> link.send(new ToWorker.Report()));
    if (process.ready) {
      Workers.accept(process);
    }
    if (record.ready()) {
      gate.watch(process);
    } else {
      gate.spawned(process);
    }
    runs.save(process);
  }

  /** What another process of the slot serves, which this one was about to replace. */
  private Set<String> servedBeside(RunRecord record) {
    Set<String> addresses = new HashSet<>();
    for (Survivor other : survivors) {
      if (!other.record().run().equals(record.run())
          && other.record().run().instance().equals(record.run().instance())
          && other.record().ready()
          && Processes.asksForTheSame(other.record().spec(), record.spec())) {
        addresses.addAll(other.record().listening());
      }
    }
    return addresses;
  }

  private int channel(Survivor survivor) {
    if (survivor.record().channel().isEmpty()) {
      return -1;
    }
    OptionalInt fd = take(survivor, survivor.record().channel().getAsLong());
    if (fd.isEmpty()) {
      log.warn(
          survivor.record().run() + ": its channel is lost, so it cannot be drained: " + RIGHTS);
    }
    return fd.orElse(-1);
  }

  private static final String RIGHTS =
      "taking descriptors back needs the rights of a debugger (kernel.yama.ptrace_scope is 0, or"
          + " jpmd runs as root)";

  private OptionalInt socket(Instance instance, long inode) {
    for (Survivor survivor : survivors) {
      if (survivor.record().run().instance().equals(instance)) {
        OptionalInt fd = take(survivor, inode);
        if (fd.isPresent()) {
          return fd;
        }
      }
    }
    return OptionalInt.empty();
  }

  /** A duplicate of a socket that the process, or one that it started, has open. */
  private OptionalInt take(Survivor survivor, long inode) {
    int pid = survivor.stat().pid();
    try {
      Optional<Integer> own = Proc.descriptorOf(pid, inode);
      if (own.isPresent()) {
        return OptionalInt.of(host.pidfdGetFd(survivor.pidfd(), own.get()));
      }
      for (int other :
          Proc.withEnvironment(ProgramEnvironment.COOKIE, survivor.record().cookie())) {
        Optional<Integer> fd = Proc.descriptorOf(other, inode);
        if (fd.isPresent()) {
          int pidfd = host.pidfdOpen(other);
          try {
            return OptionalInt.of(host.pidfdGetFd(pidfd, fd.get()));
          } finally {
            host.close(pidfd);
          }
        }
      }
    } catch (HostException e) {
      log.warn(survivor.record().run() + ": " + e.getMessage());
    }
    return OptionalInt.empty();
  }
}
