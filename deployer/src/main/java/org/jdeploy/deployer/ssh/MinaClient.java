package org.jdeploy.deployer.ssh;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;

/** Sets the SSH library up: it decides nothing by itself and reads no file of its own accord. */
final class MinaClient {
  /** Curve25519 costs a sixth of what the bigger ones do, and is as good. */
  private static final List<String> KEY_EXCHANGES =
      List.of(
          "curve25519-sha256",
          "curve25519-sha256@libssh.org",
          "ecdh-sha2-nistp256",
          "ecdh-sha2-nistp384",
          "ecdh-sha2-nistp521");

  private MinaClient() {}

  static SshClient start() {
    JdkEdDsaRegistrar.register();
    HostKeys hostKeys = new HostKeys();
    SshClient client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(List.of(new UserKeysFactory()));
    client.setServerKeyVerifier(hostKeys);
    client.addSessionListener(hostKeys);
    client.addSessionListener(new KeepAlive());
    List<KeyExchangeFactory> exchanges =
        client.getKeyExchangeFactories().stream()
            .sorted(Comparator.comparingInt(MinaClient::rank))
            .toList();
    client.setKeyExchangeFactories(exchanges);
    // A step may read its payload as slowly as it likes: its own timeout is what counts.
    CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, Duration.ofDays(1));
    client.start();
    return client;
  }

  /** The only moment at which the library reads these settings. */
  private static final class KeepAlive implements SessionListener {
    @Override
    public void sessionEstablished(Session session) {
      Endpoint endpoint = Attempt.of(session).endpoint();
      CoreModuleProperties.HEARTBEAT_INTERVAL.set(session, endpoint.keepAlive());
      CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(session, endpoint.keepAliveCount());
    }
  }

  private static int rank(KeyExchangeFactory factory) {
    int rank = KEY_EXCHANGES.indexOf(factory.getName());
    return rank < 0 ? KEY_EXCHANGES.size() : rank;
  }
}
