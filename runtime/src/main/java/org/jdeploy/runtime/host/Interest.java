package org.jdeploy.runtime.host;

/** What a {@link Reactor} waits for on a descriptor. Ends and errors are always reported. */
public enum Interest {
  READ(0x001),
  WRITE(0x004),
  READ_WRITE(0x005),
  /** Nothing but hang-ups and errors. */
  NONE(0);

  final int events;

  Interest(int events) {
    this.events = events;
  }
}
