package org.jdeploy.deployer.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code ssh} section. What is empty is ssh_config's to say, then SSH's defaults.
 *
 * @param identityFile absolute
 * @param knownHosts absolute
 * @param configFile absolute; empty = {@code ~/.ssh/config} and the system's
 * @param connectTimeout until a server is logged in to
 * @param keepAlive between questions whether the server is still there
 * @param keepAliveCount unanswered questions after which it is not
 */
public record SshOptions(
    Optional<String> user,
    Optional<Path> identityFile,
    Optional<Path> knownHosts,
    Optional<Path> configFile,
    Duration connectTimeout,
    Duration keepAlive,
    int keepAliveCount) {}
