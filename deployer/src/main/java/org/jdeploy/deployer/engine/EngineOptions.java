package org.jdeploy.deployer.engine;

import java.time.Duration;

/**
 * What tests want otherwise.
 *
 * @param grace how long an unconfirmed release outlives the last word of the client
 * @param inFlight servers that are worked on at once
 */
public record EngineOptions(Duration grace, int inFlight) {
  public static final EngineOptions DEFAULT = new EngineOptions(Duration.ofSeconds(60), 200);
}
