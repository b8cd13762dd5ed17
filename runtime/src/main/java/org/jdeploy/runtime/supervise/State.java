package org.jdeploy.runtime.supervise;

/** State of an instance, with Supervisor's names. RUNNING means ready, not "alive for a second". */
public enum State {
  STOPPED,
  STARTING,
  RUNNING,
  BACKOFF,
  STOPPING,
  EXITED,
  FATAL
}
