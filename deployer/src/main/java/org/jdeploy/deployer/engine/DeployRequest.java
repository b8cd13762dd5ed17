package org.jdeploy.deployer.engine;

import java.time.Duration;
import org.jdeploy.deployer.git.ResolvedRevision;

/**
 * The wish for a deploy. Policies (failure, unreachable servers, batches) are in the stage.
 *
 * @param force a new release although the same is live
 * @param waitForLock how long to wait when somebody else deploys; zero = not at all
 */
public record DeployRequest(
    Fleet fleet, ResolvedRevision revision, boolean force, Duration waitForLock) {}
