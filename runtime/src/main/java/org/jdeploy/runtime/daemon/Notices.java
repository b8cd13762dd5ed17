package org.jdeploy.runtime.daemon;

import org.jdeploy.runtime.supervise.Run;

/** Acts on what processes tell by sd_notify(3). Reactor thread only. */
final class Notices {
  private final NotifySockets sockets;
  private final ReadyGate gate;

  Notices(NotifySockets sockets, ReadyGate gate) {
    this.sockets = sockets;
    this.gate = gate;
  }

  /** Listens to a process, new or taken over. */
  void watch(LiveProcess process) {
    sockets.watch(process, this::heard);
  }

  private void heard(LiveProcess process, Notification said) {
    said.status().ifPresent(text -> process.says = text);
    if (said.reloading()) {
      process.reloads = true;
    }
    if (said.stopping()) {
      process.stops = true;
    }
    if (said.ready()) {
      process.reloads = false;
      if (!process.saidReady) {
        process.saidReady = true;
        gate.changed(process);
      }
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
