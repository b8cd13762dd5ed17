package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * The wish to go back.
 *
 * @param to name of a release; empty = the good one before what is live
 * @param waitForLock how long to wait when somebody else deploys; zero = not at all
 */
public record RollbackRequest(Fleet fleet, Optional<String> to, Duration waitForLock) {}
