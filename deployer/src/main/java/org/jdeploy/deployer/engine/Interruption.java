package org.jdeploy.deployer.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdeploy.deployer.ssh.RemoteShell;

/**
 * A person's wish to end the operation; steps that are running are cancelled as long as that is
 * safe.
 */
final class Interruption {
  private final List<Runnable> cancels = new CopyOnWriteArrayList<>();
  private volatile boolean asked;
  private volatile boolean shielded;

  /** Whether to begin nothing new. */
  boolean asked() {
    return asked && !shielded;
  }

  /** Whether it was ever asked for. */
  boolean wasAsked() {
    return asked;
  }

  /** From here on what runs must run to its end: reverting, confirming, unlocking. */
  void shield() {
    shielded = true;
  }

  void watch(RemoteShell shell) {
    cancels.add(shell::cancel);
  }

  void watch(Runnable cancel) {
    cancels.add(cancel);
  }

  void ask() {
    asked = true;
    if (!shielded) {
      cancels.forEach(Runnable::run);
    }
  }

  void check() {
    if (asked()) {
      throw new EngineException(130, "interrupted, nothing was switched");
    }
  }
}
