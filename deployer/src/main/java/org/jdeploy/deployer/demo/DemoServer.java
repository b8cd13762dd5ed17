package org.jdeploy.deployer.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;

/**
 * A server of the demo: an SSH daemon inside this process that listens on loopback, accepts one key
 * and runs what it is told with the present user's {@code /bin/sh}.
 *
 * @param name what deploy.json calls it
 * @param httpPort where its application listens
 */
record DemoServer(String name, SshServer ssh, KeyPair hostKey, Path home, int httpPort)
    implements AutoCloseable {

  static DemoServer start(String name, Path home, PublicKey client, int httpPort)
      throws IOException {
    KeyPair hostKey = DemoKeys.generate();
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    server.setPublickeyAuthenticator((_, key, _) -> KeyUtils.compareKeys(key, client));
    Map<String, String> environment =
        Map.of(
            "PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
            "HOME", home.toString(),
            "USER", System.getProperty("user.name"),
            "LOGNAME", System.getProperty("user.name"),
            "LANG", "C.UTF-8");
    server.setCommandFactory((_, line) -> new LocalCommand(line, environment));
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ofMinutes(30));
    server.start();
    return new DemoServer(name, server, hostKey, home, httpPort);
  }

  int port() {
    return ssh.getPort();
  }

  /** Its line for known_hosts. */
  String knownHost() {
    return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic());
  }

  Path deployTo() {
    return home.resolve("srv/blogd");
  }

  Path jpmHome() {
    return home.resolve("jpm");
  }

  @Override
  public void close() throws IOException {
    ssh.stop(true);
  }
}
