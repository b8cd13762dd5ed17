package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Proc;
import org.jdeploy.runtime.host.ProcStat;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.json.JsonValue;
import org.jdeploy.runtime.node.ToWorker;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Action;
import org.jdeploy.runtime.supervise.Announcement;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Exit;
import org.jdeploy.runtime.supervise.Instance;
import org.jdeploy.runtime.supervise.Run;

/** All processes that jpmd watches: from their start to their end. Reactor thread only. */
final class Processes {
  /** Who does not end on SIGKILL within this is told of. */
  private static final Duration PATIENCE_WITH_THE_KILLED = Duration.ofSeconds(5);

  private final LinuxHost host;
  private final Reactor reactor;
  private final InstantSource clock;
  private final RunFiles runs;
  private final Launcher launcher;
  private final SlotSockets sockets;
  private final Supervision supervision;
  private final Workers workers;
  private final ReadyGate gate;
  private final Notices notices;
  private final Hooks hooks;
  private final Trees trees;
  private final MemoryKills memoryKills = new MemoryKills(Proc::oomKills);
  private final MemoryWatch memoryWatch;
  private final Journal journal;
  private final DaemonLog log;
  private final Map<Run, LiveProcess> live = new HashMap<>();

  Processes(
      LinuxHost host,
      Reactor reactor,
      InstantSource clock,
      RunFiles runs,
      Launcher launcher,
      SlotSockets sockets,
      Supervision supervision,
      Workers workers,
      ReadyGate gate,
      Notices notices,
      Hooks hooks,
      Trees trees,
      Journal journal,
      DaemonLog log) {
    this.host = host;
    this.reactor = reactor;
    this.clock = clock;
    this.runs = runs;
    this.launcher = launcher;
    this.sockets = sockets;
    this.supervision = supervision;
    this.workers = workers;
    this.gate = gate;
    this.notices = notices;
    this.hooks = hooks;
    this.trees = trees;
    this.memoryWatch =
        new MemoryWatch(reactor, clock, supervision, trees.threads(), () -> live.values());
    this.journal = journal;
    this.log = log;
  }

  /** Programs may have other limits than before. */
  void limitsChanged() {
    memoryWatch.wake();
  }

  Optional<LiveProcess> of(Run run) {
    return Optional.ofNullable(live.get(run));
  }

  Collection<LiveProcess> all() {
    return List.copyOf(live.values());
  }

  void spawn(Run run, ProgramSpec spec, Optional<Run> predecessor) {
    try {
      Launcher.Launched launched = launcher.launch(run, spec, isOneOfSeveral(run));
      LiveProcess process = new LiveProcess(launched.record(), launched.pidfd(), clock.instant());
      process.predecessorServes =
          predecessor
              .flatMap(this::of)
              .filter(old -> asksForTheSame(old.spec, spec))
              .map(old -> Set.copyOf(old.listening))
              .orElse(Set.of());
      watch(process, launched.channel());
      supervision.on(new Event.Spawned(run, process.pid));
      servesDeclared(process);
      gate.spawned(process);
    } catch (Launcher.LaunchFailed e) {
      supervision.on(new Event.SpawnFailed(run, String.valueOf(e.getMessage())));
    }
  }

  void hook(Action.RunHook hook) {
    hooks.run(hook, isOneOfSeveral(hook.run()));
  }

  /** With other words in its command or environment it may well serve another port. */
  static boolean asksForTheSame(ProgramSpec one, ProgramSpec other) {
    return one.command().equals(other.command())
        && one.environment().equals(other.environment())
        && one.environmentFile().equals(other.environmentFile())
        && one.listen().equals(other.listen());
  }

  private boolean isOneOfSeveral(Run run) {
    return run.instance().slot() > 0
        || supervision.program(run.program()).map(view -> view.target() > 1).orElse(false);
  }

  /** What jpmd listens on for a program that gets its sockets at birth. */
  void servesDeclared(LiveProcess process) {
    if (process.spec.node()) {
      return;
    }
    for (ProgramSpec.Listen listen : process.spec.listen()) {
      sockets
          .uri(process.run.program(), new Address(listen.host(), listen.port()))
          .ifPresent(uri -> {
            process.listening.add(uri);
            supervision.on(new Event.Listening(process.run, uri));
          });
    }
  }

  /**
   * Takes note of a process, new or taken over.
   *
   * @param channel our end of its channel, or -1
   */
  void watch(LiveProcess process, int channel) {
    live.put(process.run, process);
    process.cgroup = trees.existing(process.run);
    memoryWatch.wake();
    if (channel >= 0) {
      workers.connect(process, channel, this::learnt);
    }
    hooks.watch(process);
    notices.watch(process, this::becomes);
    reactor.watch(process.pidfd, Interest.READ, () -> mayHaveEnded(process));
  }

  /** Another process of the program is the one whose end counts: the first was to fork it. */
  private void becomes(LiveProcess process, int pid) {
    if (pid == process.pid) {
      return;
    }
    int pidfd = host.pidfdOpen(pid);
    Optional<ProcStat> stat = Proc.stat(pid).filter(found -> !found.isDead());
    if (stat.isEmpty()
        || !Proc.isInTree(pid, process.leader, process.leaderStartTime, process.cookie)) {
      host.close(pidfd);
      log.warn(process.run + " names " + pid + " as its main process, which is none of its own");
      return;
    }
    int former = process.pidfd;
    reactor.watch(former, Interest.READ, () -> takeNote(former));
    process.pid = pid;
    process.startTime = stat.get().startTime();
    process.pidfd = pidfd;
    runs.save(process);
    reactor.watch(pidfd, Interest.READ, () -> mayHaveEnded(process));
    supervision.on(new Event.MainPid(process.run, pid));
  }

  /** A specification changed without new processes: its living ones follow it. */
  void changed(ProgramSpec spec) {
    for (LiveProcess process : all()) {
      if (process.run.program().equals(spec.name())) {
        gate.follow(process, spec);
      }
    }
  }

  /** The end of a process that does not count any more. */
  private void takeNote(int pidfd) {
    if (host.exitOf(pidfd).isPresent()) {
      reactor.unwatch(pidfd);
      host.close(pidfd);
    }
  }

  private void mayHaveEnded(LiveProcess process) {
    host.exitOf(process.pidfd).ifPresent(exit -> ended(process, exit));
  }

  private void ended(LiveProcess process, Exit exit) {
    notices.ended(process);
    reactor.unwatch(process.pidfd);
    process.ended = true;
    host.close(process.pidfd);
    process.link.ifPresent(WorkerLink::close);
    live.remove(process.run);
    gate.forget(process);
    Optional<String> hint = memoryKills.hint(process, exit, process.killed);
    if (process.spec.stop().tree()) {
      trees.kill(process, left -> gone(process, exit, hint.or(() -> stuck(process, left))));
    } else {
      trees.forget(process.run);
      gone(process, exit, hint);
    }
  }

  /** Nothing of it runs any more, so that another may take its place. */
  private void gone(LiveProcess process, Exit exit, Optional<String> hint) {
    runs.delete(process.run);
    closeUnused(process.run.instance());
    supervision.on(new Event.Exited(process.run, exit, hint));
    hooks.ended(process);
  }

  private Optional<String> stuck(LiveProcess process, List<Integer> left) {
    if (left.isEmpty()) {
      return Optional.empty();
    }
    log.warn(process.run + ": processes " + left + " do not end on SIGKILL");
    return Optional.of("what it left, " + left + ", does not end on SIGKILL");
  }

  /**
   * What the ready process of a slot does not serve, and no other process of it is about to, nobody
   * serves any more: whoever connected there would wait for ever.
   */
  private void closeUnused(Instance instance) {
    List<LiveProcess> here =
        live.values().stream().filter(other -> other.run.instance().equals(instance)).toList();
    if (here.stream().anyMatch(other -> other.ready && !other.draining && !other.signalled)) {
      Set<Address> used = new HashSet<>();
      for (LiveProcess other : here) {
        used.addAll(other.grants.values());
        other.spec.listen().forEach(listen -> used.add(new Address(listen.host(), listen.port())));
      }
      sockets.retain(instance, used);
    }
  }

  private void learnt(LiveProcess process) {
    gate.changed(process);
    closeUnused(process.run.instance());
  }

  void signal(Run run, String signal) {
    LiveProcess process = live.get(run);
    if (process == null) {
      return;
    }
    process.signalled = true;
    Optional<String> message = process.spec.stop().message();
    if (message.isPresent() && process.link.isPresent()) {
      process.link.get().send(new ToWorker.Message(JsonValue.of(message.get())));
    }
    host.signal(process.pidfd, signal);
  }

  void kill(Run run) {
    if (hooks.kill(run)) {
      return;
    }
    LiveProcess process = live.get(run);
    if (process != null) {
      process.signalled = true;
      process.killed = true;
      host.signal(process.pidfd, "KILL");
      reactor.schedule(clock.instant().plus(PATIENCE_WITH_THE_KILLED), () -> mustBeGone(process));
    }
  }

  private void mustBeGone(LiveProcess process) {
    if (!process.ended) {
      log.warn(process.run + ": process " + process.pid + " does not end on SIGKILL");
      journal.append(
          new Announcement(
              "stuck",
              process.run.program(),
              Optional.of(process.run),
              Optional.empty(),
              "process "
                  + process.pid
                  + " does not end on SIGKILL: it waits in the kernel, for a disk perhaps"));
    }
  }

  void drain(Action.Drain drain) {
    LiveProcess process = live.get(drain.run());
    if (process == null) {
      supervision.on(new Event.Drained(drain.run()));
      return;
    }
    process.draining = true;
    runs.save(process);
    workers.drain(process, drain.budget(), isLast(process));
  }

  /** No successor accepts on its sockets. */
  private boolean isLast(LiveProcess process) {
    return live.values().stream()
        .noneMatch(other ->
            other != process
                && other.run.instance().equals(process.run.instance())
                && !other.draining
                && other.serves(process.listening));
  }
}
