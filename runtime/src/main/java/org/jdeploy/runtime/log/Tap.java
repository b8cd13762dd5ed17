package org.jdeploy.runtime.log;

import java.time.Duration;
import org.jdeploy.runtime.host.LinuxHost;

/**
 * A FIFO that is being emptied into an outlet. Open for writing, too: so it never comes to its end,
 * however many writers come and go.
 */
final class Tap {
  /** Steps before other FIFOs get their turn. */
  private static final int TURN = 16;

  /** More than any pipe holds, in steps. */
  private static final int ALL = 64;

  private final LinuxHost host;
  private final int fifo;
  private final Outlet outlet;

  Tap(LinuxHost host, int fifo, Outlet outlet) {
    this.host = host;
    this.fifo = fifo;
    this.outlet = outlet;
  }

  int fifo() {
    return fifo;
  }

  Losses losses() {
    return outlet.losses();
  }

  /** How long what is left has to wait. */
  Duration pump() {
    move(TURN);
    return outlet.pause();
  }

  /** What is in the FIFO now; a program that goes on writing cannot keep us here. */
  void drain() {
    move(ALL);
  }

  private void move(int steps) {
    outlet.prepare();
    for (int i = 0; i < steps && outlet.take(fifo) > 0; i++) {}
    outlet.taken();
  }

  /** What waits for more goes, too. */
  void finish() {
    drain();
    outlet.finish(fifo);
  }

  void close() {
    host.close(fifo);
  }
}
