package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.forward.ExplicitPortForwardingTracker;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** One login on a jump host, shared by all servers behind it. */
final class JumpHost {
  /** Connections through it that are being set up at once; sshd's MaxStartups begins at 10. */
  private static final int HANDSHAKES = 8;

  private final Endpoint endpoint;
  private final CompletableFuture<ClientSession> session = new CompletableFuture<>();
  private final Semaphore handshakes = new Semaphore(HANDSHAKES);

  JumpHost(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  void loggedIn(ClientSession to) {
    session.complete(to);
  }

  void failed(ConnectFailure failure) {
    session.completeExceptionally(failure);
  }

  Semaphore handshakes() {
    return handshakes;
  }

  /** A local address that leads to a server behind it, for as long as the session lives. */
  ExplicitPortForwardingTracker forward(Endpoint to) throws ConnectFailure, InterruptedException {
    try {
      return session
          .get()
          .createLocalPortForwardingTracker(
              new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(to.host(), to.port()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ConnectFailure failure
          ? new ConnectFailure(
              failure.kind(), to.where() + ": its jump host: " + failure.getMessage(), failure)
          : new ConnectFailure(ConnectFailure.Kind.LOST, to.where() + ": its jump host failed", e);
    } catch (IOException e) {
      throw new ConnectFailure(
          ConnectFailure.Kind.LOST,
          to.where() + ": " + endpoint.where() + " cannot lead there: " + e.getMessage(),
          e);
    }
  }

  static InetSocketAddress address(ExplicitPortForwardingTracker tracker) {
    return tracker.getBoundAddress().toInetSocketAddress();
  }
}
