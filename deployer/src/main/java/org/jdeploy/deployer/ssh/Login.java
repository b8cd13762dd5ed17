package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshException;
import org.jdeploy.deployer.ssh.ConnectFailure.Kind;

/** One login: a connection, the host key, the user's key; each way to fail has its sentence. */
final class Login {
  /** A busy sshd drops new connections before it says a word (MaxStartups). */
  private static final int TRIES = 4;

  private final SshClient client;
  private final Attempt attempt;
  private final Endpoint endpoint;
  private final long deadline;

  Login(SshClient client, Endpoint endpoint, KnownHosts knownHosts) {
    this.client = client;
    this.endpoint = endpoint;
    this.attempt = new Attempt(endpoint, knownHosts);
    this.deadline = System.nanoTime() + endpoint.connectTimeout().toNanos();
  }

  /**
   * Logs in.
   *
   * @param through a local address that leads to the server, in place of its own ones
   */
  ClientSession run(Optional<InetSocketAddress> through) throws ConnectFailure {
    List<InetSocketAddress> addresses =
        through.isPresent() ? List.of(through.get()) : addresses(endpoint);
    for (int tries = 1; ; tries++) {
      try {
        return authenticate(connect(addresses));
      } catch (Dropped dropped) {
        if (tries == TRIES) {
          throw dropped.failure;
        }
        pause(tries);
      }
    }
  }

  private ClientSession connect(List<InetSocketAddress> addresses) throws ConnectFailure {
    List<ConnectFailure> failures = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      try {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(Attempt.KEY, attempt);
        return client.connect(endpoint.user(), address, context, null).verify(left()).getSession();
      } catch (IOException | RuntimeException e) {
        failures.add(notConnected(e));
      }
    }
    throw failures.getLast();
  }

  private ClientSession authenticate(ClientSession session) throws ConnectFailure, Dropped {
    try {
      session.auth().verify(left());
      return session;
    } catch (IOException | RuntimeException e) {
      boolean silent = session.getServerVersion() == null && !session.isOpen();
      session.close(true);
      ConnectFailure failure = notLoggedIn(e);
      if (silent && failure.kind() == Kind.LOST) {
        throw new Dropped(failure);
      }
      throw failure;
    }
  }

  private ConnectFailure notConnected(Exception e) {
    String to = endpoint.where();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoRouteToHostException) {
        return failure(Kind.TIMEOUT, to + ": no route to " + endpoint.host());
      }
      if (cause instanceof ConnectException
          && String.valueOf(cause.getMessage()).contains("refused")) {
        return failure(
            Kind.REFUSED,
            to + ": connection refused: nothing listens on port " + endpoint.port() + " there");
      }
    }
    return isTimeout(e) ? timeout() : lost(e);
  }

  private ConnectFailure notLoggedIn(Exception e) {
    Optional<String> refused = attempt.refusedKey();
    if (refused.isPresent()) {
      return failure(Kind.HOST_KEY, endpoint.where() + ": " + refused.get());
    }
    if (isTimeout(e)) {
      return timeout();
    }
    boolean keysExhausted =
        e instanceof SshException
            && String.valueOf(e.getMessage()).contains("authentication methods");
    boolean tooMany = String.valueOf(e.getMessage()).contains("Too many authentication failures");
    if (keysExhausted || tooMany) {
      return failure(Kind.AUTHENTICATION, endpoint.where() + ": " + keys(tooMany));
    }
    return lost(e);
  }

  private String keys(boolean tooMany) {
    String notes = attempt.notes().isEmpty() ? "" : "; " + String.join("; ", attempt.notes());
    if (attempt.offered().isEmpty()) {
      return "there is no key to log in with" + notes;
    }
    String offered = String.join(", ", attempt.offered());
    return tooMany
        ? "the server gave up after too many keys: "
            + offered
            + ": name the right one in ssh.identityFile"
            + notes
        : "the server accepts none of these keys: "
            + offered
            + ": is one of them in "
            + endpoint.user()
            + "'s authorized_keys there?"
            + notes;
  }

  private ConnectFailure timeout() {
    return failure(
        Kind.TIMEOUT,
        endpoint.where()
            + ": no answer within "
            + seconds(endpoint.connectTimeout())
            + " (ssh.connectTimeout)");
  }

  private ConnectFailure lost(Exception e) {
    String reason = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    String through =
        endpoint
            .via()
            .map(jump -> " through " + jump.where() + " (does it allow forwarding to there?)")
            .orElse("");
    return new ConnectFailure(
        Kind.LOST, endpoint.where() + ": the connection" + through + " ended: " + reason, e);
  }

  private static boolean isTimeout(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException
          || cause instanceof SocketTimeoutException
          || String.valueOf(cause.getMessage()).contains("timed out")) {
        return true;
      }
    }
    return false;
  }

  private List<InetSocketAddress> addresses(Endpoint endpoint) throws ConnectFailure {
    CompletableFuture<InetAddress[]> lookup = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            lookup.complete(InetAddress.getAllByName(endpoint.host()));
          } catch (UnknownHostException e) {
            lookup.completeExceptionally(e);
          }
        });
    try {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (InetAddress address : lookup.get(left().toNanos(), TimeUnit.NANOSECONDS)) {
        addresses.add(
            new InetSocketAddress(
                InetAddress.getByAddress(address.getHostAddress(), address.getAddress()),
                endpoint.port()));
      }
      return addresses;
    } catch (ExecutionException | UnknownHostException _) {
      throw failure(
          Kind.UNKNOWN_HOST, endpoint.where() + ": there is no host named " + endpoint.host());
    } catch (TimeoutException _) {
      throw failure(Kind.UNKNOWN_HOST, endpoint.where() + ": the name server does not answer");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw failure(Kind.LOST, endpoint.where() + ": interrupted");
    }
  }

  private Duration left() {
    long nanos = deadline - System.nanoTime();
    return Duration.ofNanos(Math.max(nanos, 1_000_000));
  }

  private void pause(int tries) throws ConnectFailure {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(100L * tries, 400L * tries));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw failure(Kind.LOST, endpoint.where() + ": interrupted");
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private static ConnectFailure failure(Kind kind, String message) {
    return new ConnectFailure(kind, message);
  }

  /** The server hung up before it said a word: worth another try. */
  private static final class Dropped extends Exception {
    private static final long serialVersionUID = 1;
    private final ConnectFailure failure;

    Dropped(ConnectFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
