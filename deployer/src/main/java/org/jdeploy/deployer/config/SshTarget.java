package org.jdeploy.deployer.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where to log in.
 *
 * @param user from the host string; the options' one, ssh_config's or the own name when empty
 * @param host name as ssh_config knows it, or an address; an IPv6 address without brackets
 */
public record SshTarget(Optional<String> user, String host, OptionalInt port, SshOptions options) {}
