package org.jdeploy.runtime.host;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Time since the machine was started, as if that had been the epoch: nobody can set it, and it goes
 * on over restarts of the daemon. Start times of processes are on it.
 */
public final class BootClock implements InstantSource {
  @Override
  public Instant instant() {
    return Pending.body();
  }
}
