package org.jdeploy.runtime.log;

import java.nio.file.Path;
import java.util.Collection;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.Pending;

/**
 * Small processes that hold FIFOs open, so that output survives the program and the daemon. They
 * outlive the daemon; the next one finds them again.
 */
public final class Keeper {

  /**
   * @param home whose keepers these are
   */
  public Keeper(LinuxHost host, Path home) {}

  /** From now on exactly these FIFOs are held. Blocks for a millisecond or two if it has to. */
  public void hold(Collection<Path> fifos) {
    Pending.body();
  }
}
