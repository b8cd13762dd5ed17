package org.jdeploy.runtime.log;

import org.jdeploy.runtime.host.LinuxHost;

/**
 * A FIFO that is being emptied into a file. Open for writing, too: so it never comes to its end,
 * however many writers come and go.
 */
final class Tap {
  /** Steps before other FIFOs get their turn. */
  private static final int TURN = 16;

  /** More than any pipe holds, in steps. */
  private static final int ALL = 64;

  private final LinuxHost host;
  private final int fifo;
  private final LogFile file;

  Tap(LinuxHost host, int fifo, LogFile file) {
    this.host = host;
    this.fifo = fifo;
    this.file = file;
  }

  int fifo() {
    return fifo;
  }

  LogFile file() {
    return file;
  }

  void pump() {
    move(TURN);
  }

  /** What is in the FIFO now; a program that goes on writing cannot keep us here. */
  void drain() {
    move(ALL);
  }

  private void move(int steps) {
    file.prepare();
    for (int i = 0; i < steps && file.take(fifo) > 0; i++) {}
    file.taken();
  }

  void close() {
    host.close(fifo);
  }
}
