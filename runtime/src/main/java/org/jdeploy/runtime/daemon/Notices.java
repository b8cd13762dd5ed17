package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.ObjIntConsumer;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Run;

/** Acts on what processes tell by sd_notify(3). Reactor thread only. */
final class Notices {
  private static final Duration UNSAVED_FOR = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final InstantSource clock;
  private final RunFiles runs;
  private final NotifySockets sockets;
  private final ReadyGate gate;
  private final Watchdog watchdog;
  private final Supervision supervision;

  Notices(
      Reactor reactor,
      InstantSource clock,
      RunFiles runs,
      NotifySockets sockets,
      ReadyGate gate,
      Watchdog watchdog,
      Supervision supervision) {
    this.reactor = reactor;
    this.clock = clock;
    this.runs = runs;
    this.sockets = sockets;
    this.gate = gate;
    this.watchdog = watchdog;
    this.supervision = supervision;
  }

  /**
   * Listens to a process, new or taken over.
   *
   * @param becomes told of another process that it names as the one that counts
   */
  void watch(LiveProcess process, ObjIntConsumer<LiveProcess> becomes) {
    sockets.watch(process, (_, said) -> heard(process, said, becomes));
  }

  private void heard(LiveProcess process, Notification said, ObjIntConsumer<LiveProcess> becomes) {
    said.mainPid().ifPresent(pid -> becomes.accept(process, pid));
    said.extend().ifPresent(by -> supervision.on(new Event.Extended(process.run, by)));
    said.watchdogEvery().ifPresent(every -> watchdog.every(process, every));
    if (said.watchdog()) {
      watchdog.heard(process);
    }
    if (said.watchdogTrigger()) {
      watchdog.trigger(process);
    }
    said.status().ifPresent(text -> process.says = text);
    if (said.reloading()) {
      process.reloads = true;
    }
    if (said.stopping()) {
      process.stops = true;
    }
    if (said.ready()) {
      process.reloads = false;
      gate.saidReady(process);
    }
    if (said.status().isPresent() || said.stopping() || said.watchdogEvery().isPresent()) {
      saveSoon(process);
    }
  }

  /** Soon, so that a program which tells much does not keep the disk busy. */
  private void saveSoon(LiveProcess process) {
    if (!process.unsaved) {
      process.unsaved = true;
      reactor.schedule(
          clock.instant().plus(UNSAVED_FOR),
          () -> {
            process.unsaved = false;
            runs.save(process);
          });
    }
  }

  /** It ended: what it said last is heard before that is told. */
  void ended(LiveProcess process) {
    process.notifications.run();
    forget(process.run);
  }

  void forget(Run run) {
    sockets.close(run);
  }
}
