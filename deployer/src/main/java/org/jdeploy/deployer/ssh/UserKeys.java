package org.jdeploy.deployer.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.client.auth.pubkey.KeyAgentIdentity;
import org.apache.sshd.client.auth.pubkey.KeyPairIdentity;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.SignatureFactoriesManager;

/**
 * The keys to offer to a server, in this order: keys that deploy.json names, keys of an agent that
 * ssh_config names, the agent's other keys, key files. A server gives up after a few keys, so the
 * likely ones come first. Of a key that an agent has as well, the agent's is used.
 */
final class UserKeys implements Iterator<PublicKeyIdentity>, Closeable {
  private final Attempt attempt;
  private final Optional<SshAgent> agent;
  private final Iterator<Candidate> candidates;

  UserKeys(ClientSession session, SignatureFactoriesManager signatures) {
    this.attempt = Attempt.of(session);
    Endpoint endpoint = attempt.endpoint();
    this.agent = endpoint.agent().flatMap(this::open);
    List<KeyFile> own = read(endpoint.ownIdentities());
    List<KeyFile> configured = read(endpoint.identities());
    List<Candidate> held = agent.map(this::list).orElse(List.of());
    List<Candidate> order = new ArrayList<>();
    for (KeyFile file : own) {
      add(order, best(file, held, session, signatures));
    }
    for (KeyFile file : configured) {
      held.stream().filter(key -> key.is(file)).forEach(key -> add(order, Optional.of(key)));
    }
    if (!endpoint.identitiesOnly()) {
      held.forEach(key -> add(order, Optional.of(key)));
    }
    for (KeyFile file : configured) {
      add(order, best(file, held, session, signatures));
    }
    if (order.isEmpty()) {
      explainEmptiness(endpoint);
    }
    this.candidates = order.iterator();
  }

  @Override
  public boolean hasNext() {
    return candidates.hasNext();
  }

  @Override
  public PublicKeyIdentity next() {
    Candidate candidate = candidates.next();
    attempt.offered(candidate.name() + " (" + KeyUtils.getFingerPrint(candidate.publicKey()) + ")");
    return candidate.identity();
  }

  @Override
  public void close() throws IOException {
    if (agent.isPresent()) {
      agent.get().close();
    }
  }

  private Optional<SshAgent> open(Path socket) {
    try {
      return Optional.of(new AgentSocket(socket));
    } catch (IOException e) {
      attempt.note("the agent at " + socket + " does not answer (" + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  private List<Candidate> list(SshAgent agent) {
    List<Candidate> keys = new ArrayList<>();
    try {
      for (Map.Entry<PublicKey, String> key : agent.getIdentities()) {
        keys.add(
            new Candidate(
                "the agent's " + key.getValue(),
                key.getKey(),
                new KeyAgentIdentity(agent, key.getKey(), key.getValue())));
      }
    } catch (IOException e) {
      attempt.note("the agent does not list its keys (" + e.getMessage() + ")");
    }
    return keys;
  }

  private static List<KeyFile> read(List<Path> paths) {
    return paths.stream().map(KeyFile::read).flatMap(Optional::stream).toList();
  }

  private Optional<Candidate> best(
      KeyFile file,
      List<Candidate> held,
      ClientSession session,
      SignatureFactoriesManager signatures) {
    Optional<Candidate> fromAgent = held.stream().filter(key -> key.is(file)).findFirst();
    if (fromAgent.isPresent()) {
      return fromAgent;
    }
    file.problem().ifPresent(problem -> attempt.note(file.path() + " " + problem));
    return file.pair()
        .map(pair ->
            new Candidate(
                file.path().toString(),
                pair.getPublic(),
                new KeyPairIdentity(signatures, session, pair)));
  }

  private static void add(List<Candidate> order, Optional<Candidate> candidate) {
    candidate
        .filter(key -> order.stream().noneMatch(o -> same(o.publicKey(), key.publicKey())))
        .ifPresent(order::add);
  }

  private void explainEmptiness(Endpoint endpoint) {
    if (endpoint.agent().isEmpty()) {
      attempt.note("there is no agent (SSH_AUTH_SOCK is not set)");
    }
    List<String> missing =
        Stream.concat(endpoint.ownIdentities().stream(), endpoint.identities().stream())
            .filter(path -> KeyFile.read(path).isEmpty())
            .map(Path::toString)
            .toList();
    if (!missing.isEmpty()) {
      attempt.note("none of these exists: " + String.join(", ", missing));
    }
  }

  private static boolean same(PublicKey one, PublicKey other) {
    return KeyUtils.compareKeys(one, other);
  }

  /** A key that can be offered. */
  private record Candidate(String name, PublicKey publicKey, PublicKeyIdentity identity) {
    boolean is(KeyFile file) {
      return file.publicKey().filter(key -> same(key, publicKey)).isPresent();
    }
  }
}
