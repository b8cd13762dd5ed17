package org.jdeploy.deployer.engine;

import java.util.Optional;

/**
 * How a command ended on one server.
 *
 * @param exitCode of the command; 5 when the server could not be reached
 * @param problem why there is no exit code of the command's own
 */
public record CommandResult(String host, int exitCode, Optional<String> problem) {}
