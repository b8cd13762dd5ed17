package org.jdeploy.deployer.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and how to log in, with everything decided that the host string, deploy.json and ssh_config
 * have to say.
 *
 * @param name as the host string has it, for messages
 * @param host what to connect to
 * @param hostKeyName under which known_hosts files the key, when that is not the host
 * @param ownIdentities private keys that deploy.json names: they are offered before an agent's
 * @param identities further private keys, tried when they exist
 * @param identitiesOnly an agent may offer these keys and no others
 * @param agent socket of an SSH agent
 * @param via the jump host
 */
record Endpoint(
    String name,
    String host,
    int port,
    String user,
    Optional<String> hostKeyName,
    List<Path> ownIdentities,
    List<Path> identities,
    boolean identitiesOnly,
    Optional<Path> agent,
    List<Path> knownHosts,
    Optional<Endpoint> via,
    Duration connectTimeout,
    Duration keepAlive,
    int keepAliveCount) {

  Endpoint {
    ownIdentities = List.copyOf(ownIdentities);
    identities = List.copyOf(identities);
    knownHosts = List.copyOf(knownHosts);
  }

  /** {@code deploy@web1.example.com}, with the port when it is not 22. */
  String where() {
    return user + "@" + host + (port == 22 ? "" : ":" + port);
  }

  /** The host by which known_hosts knows it. */
  String knownAs() {
    return hostKeyName.orElse(host);
  }

  /** The port that belongs to that name; an alias has none. */
  int knownPort() {
    return hostKeyName.isPresent() ? 22 : port;
  }

  Endpoint via(Optional<Endpoint> jump) {
    return new Endpoint(
        name,
        host,
        port,
        user,
        hostKeyName,
        ownIdentities,
        identities,
        identitiesOnly,
        agent,
        knownHosts,
        jump,
        connectTimeout,
        keepAlive,
        keepAliveCount);
  }
}
