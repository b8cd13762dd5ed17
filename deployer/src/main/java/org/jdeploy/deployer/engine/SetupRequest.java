package org.jdeploy.deployer.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The wish to prepare servers.
 *
 * @param distribution the jpm distribution ({@code tar.gz} with {@code bin}, {@code lib}, {@code
 *     java} at its top) for a machine as {@code uname -m} calls it; empty when there is none for it
 */
public record SetupRequest(Fleet fleet, Function<String, Optional<Path>> distribution) {}
