package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.forward.ExplicitPortForwardingTracker;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.SshTarget;

/**
 * SSH by Apache MINA: one client a run, one login a server, one login a jump host. Keys come from
 * an agent and from files, host keys are only ever accepted by known_hosts.
 */
public final class MinaTransport implements Transport {
  /** Logins under way at once: more make each of them slower, and look like an attack. */
  private static final int HANDSHAKES = 30;

  private static final Duration SHELL_START = Duration.ofSeconds(20);

  private final Endpoints endpoints;
  private final SshClient client = MinaClient.start();
  private final Semaphore handshakes = new Semaphore(HANDSHAKES);
  private final Map<Endpoint, JumpHost> jumpHosts = new ConcurrentHashMap<>();
  private final Map<List<Path>, KnownHosts> knownHosts = new ConcurrentHashMap<>();

  /** With the environment of this process. */
  public MinaTransport() {
    this(System.getenv());
  }

  /**
   * With another environment.
   *
   * @param environment HOME, PATH (for OpenSSH's ssh) and SSH_AUTH_SOCK count
   */
  public MinaTransport(Map<String, String> environment) {
    this.endpoints = new Endpoints(environment);
  }

  @Override
  public RemoteShell connect(Server server) throws ConnectFailure {
    return connect(server.ssh());
  }

  /** The same for a place that is no server of a stage. */
  public RemoteShell connect(SshTarget target) throws ConnectFailure {
    Endpoint endpoint = endpoints.resolve(target);
    try {
      ClientSession session = login(endpoint);
      return FramedShell.open(MinaWire.open(session, endpoint), endpoint.where(), SHELL_START);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ConnectFailure(ConnectFailure.Kind.LOST, endpoint.where() + ": interrupted");
    }
  }

  @Override
  public void close() {
    client.stop();
  }

  private ClientSession login(Endpoint endpoint) throws ConnectFailure, InterruptedException {
    Optional<JumpHost> jump = Optional.empty();
    if (endpoint.via().isPresent()) {
      jump = Optional.of(jumpHost(endpoint.via().get()));
    }
    if (jump.isPresent()) {
      Semaphore through = jump.get().handshakes();
      through.acquire();
      try {
        ExplicitPortForwardingTracker tracker = jump.get().forward(endpoint);
        ClientSession session = handshake(endpoint, Optional.of(tracker));
        session.addCloseFutureListener(_ -> closeQuietly(tracker));
        return session;
      } finally {
        through.release();
      }
    }
    return handshake(endpoint, Optional.empty());
  }

  private ClientSession handshake(
      Endpoint endpoint, Optional<ExplicitPortForwardingTracker> through)
      throws ConnectFailure, InterruptedException {
    handshakes.acquire();
    try {
      return new Login(client, endpoint, known(endpoint)).run(through.map(JumpHost::address));
    } finally {
      handshakes.release();
    }
  }

  private JumpHost jumpHost(Endpoint endpoint) throws InterruptedException {
    JumpHost ours = new JumpHost(endpoint);
    JumpHost first = jumpHosts.putIfAbsent(endpoint, ours);
    if (first != null) {
      return first;
    }
    try {
      ours.loggedIn(login(endpoint));
    } catch (ConnectFailure e) {
      ours.failed(e);
    }
    return ours;
  }

  private KnownHosts known(Endpoint endpoint) throws ConnectFailure {
    KnownHosts read = knownHosts.get(endpoint.knownHosts());
    if (read == null) {
      try {
        read = KnownHosts.read(endpoint.knownHosts());
      } catch (IOException e) {
        throw new ConnectFailure(
            ConnectFailure.Kind.CONFIGURATION,
            endpoint.where() + ": the known hosts cannot be read: " + e.getMessage(),
            e);
      }
      knownHosts.put(endpoint.knownHosts(), read);
    }
    return read;
  }

  private static void closeQuietly(ExplicitPortForwardingTracker tracker) {
    try {
      tracker.close();
    } catch (IOException _) {
      // the jump host went away first
    }
  }
}
