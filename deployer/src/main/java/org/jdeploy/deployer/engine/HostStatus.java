package org.jdeploy.deployer.engine;

import java.util.Optional;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.runtime.json.JsonValue.JsonArray;

/**
 * What a server says about itself.
 *
 * @param problem why it could not be asked; then there is nothing else
 * @param facts what is live, its journal, lock and hold
 * @param programs what {@code jpm status --json} printed; empty without jpm or when its daemon does
 *     not run
 */
public record HostStatus(
    String host,
    Optional<String> problem,
    Optional<HostFacts> facts,
    Optional<JsonArray> programs) {}
