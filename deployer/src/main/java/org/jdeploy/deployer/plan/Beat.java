package org.jdeploy.deployer.plan;

import java.time.Duration;

/** The client's word that it is still there: an unconfirmed release lives on for a while. */
public final class Beat {
  private Beat() {}

  /** Fails when the server has reverted by itself. */
  public static Step step(String attempt, Duration grace) {
    return PublishSteps.beat(attempt, grace);
  }
}
