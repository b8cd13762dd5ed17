package org.jdeploy.runtime.daemon;

import org.jdeploy.runtime.client.JpmHome;

/** The daemon. */
public final class Jpmd {
  private Jpmd() {}

  /** Runs until told to stop; gives the process's exit code. */
  public static int run(JpmHome home) {
    throw new IllegalStateException(home.toString());
  }
}
