package org.jdeploy.deployer.engine;

/** In what state an operation left a server. */
public enum HostState {
  /** The wanted release is live and confirmed. */
  LIVE,
  /** Skipped: it could not be reached and policy allowed going on without it. */
  BEHIND,
  /** The new release was switched off again; the old one is live. */
  REVERTED,
  /** A step failed; before publishing that means the old release is still live. */
  FAILED,
  /** The connection was lost and the server could not be asked what happened. */
  UNKNOWN,
  /** Nothing was switched. */
  UNTOUCHED
}
