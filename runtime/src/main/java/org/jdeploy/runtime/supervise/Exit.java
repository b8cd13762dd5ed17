package org.jdeploy.runtime.supervise;

/** How a process ended. */
public sealed interface Exit {
  /** By {@code exit}, with a status from 0 to 255. */
  record Code(int status) implements Exit {}

  /** By a signal, named without {@code SIG}: {@code KILL}. */
  record Killed(String signal) implements Exit {}

  /** It ended while no supervisor was its parent, and the kernel could not tell how. */
  record Unknown() implements Exit {}
}
