package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdeploy.runtime.client.InstanceStatus;
import org.jdeploy.runtime.host.ProcessTable;
import org.jdeploy.runtime.host.ProcessTable.Usage;
import org.jdeploy.runtime.supervise.Exit;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.State;

/**
 * What the reactor knows of an instance at one moment; the rest of a status row is read from /proc
 * by whoever asks.
 */
record StatusRow(
    InstanceView view,
    String group,
    Optional<String> cwd,
    Optional<Instant> startedAt,
    String description,
    Optional<Tree> tree,
    Output.Files logs) {

  /** What names the processes of an instance. */
  record Tree(int leader, long startTime, Optional<Path> cgroup) {}

  static StatusRow of(
      ProgramView program,
      InstanceView view,
      Processes processes,
      Output.Files logs,
      String dropped) {
    Optional<LiveProcess> process = view.run().flatMap(processes::of);
    List<String> description = new java.util.ArrayList<>(List.of(view.description()));
    process.ifPresent(live -> description.addAll(live.remarks()));
    if (!dropped.isEmpty()) {
      description.add(dropped);
    }
    return new StatusRow(
        view,
        program.spec().order().group().orElse(program.name()),
        process.map(live -> live.cwd),
        process.map(live -> live.startedAt),
        String.join("; ", description),
        process.map(live -> new Tree(live.leader, live.leaderStartTime, live.cgroup)),
        logs);
  }

  /** For any thread. */
  InstanceStatus complete(Instant now, ProcessTable table) {
    Optional<Usage> usage =
        tree.flatMap(one -> table.of(one.leader(), one.startTime(), one.cgroup()));
    Optional<Duration> uptime = startedAt.map(start -> Duration.between(start, now));
    return new InstanceStatus(
        view.instance().program(),
        view.instance().slot(),
        group,
        view.state().name(),
        view.pid(),
        view.state() == State.RUNNING,
        view.state() == State.RUNNING || view.didItsWork(),
        uptime
            .map(time -> OptionalLong.of(Math.max(0, time.toSeconds())))
            .orElse(OptionalLong.empty()),
        view.restarts(),
        view.lastExit().map(exit -> exit(exit, view.lastCause().orElse(""))),
        cpu(usage, uptime),
        usage.map(all -> OptionalLong.of(all.memory())).orElse(OptionalLong.empty()),
        cwd,
        cwd.flatMap(StatusRow::release),
        view.listening().stream().sorted().toList(),
        description);
  }

  private static OptionalDouble cpu(Optional<Usage> usage, Optional<Duration> uptime) {
    if (usage.isEmpty() || uptime.isEmpty() || uptime.get().toMillis() < 1) {
      return OptionalDouble.empty();
    }
    double percent = 100.0 * usage.get().cpu().toMillis() / uptime.get().toMillis();
    return OptionalDouble.of(Math.round(percent * 10) / 10.0);
  }

  private static InstanceStatus.LastExit exit(Exit exit, String cause) {
    return switch (exit) {
      case Exit.Code(int status) ->
          new InstanceStatus.LastExit(OptionalInt.of(status), Optional.empty(), cause);
      case Exit.Killed(String signal) ->
          new InstanceStatus.LastExit(OptionalInt.empty(), Optional.of(signal), cause);
      case Exit.Unknown() ->
          new InstanceStatus.LastExit(OptionalInt.empty(), Optional.empty(), cause);
    };
  }

  /** The part after {@code releases/} in {@code /srv/app/releases/20261124-abc1234/web}. */
  private static Optional<String> release(String cwd) {
    List<Path> parts = new java.util.ArrayList<>();
    Path.of(cwd).forEach(parts::add);
    for (int i = parts.size() - 2; i >= 0; i--) {
      if (parts.get(i).toString().equals("releases")) {
        return Optional.of(parts.get(i + 1).toString());
      }
    }
    return Optional.empty();
  }
}
