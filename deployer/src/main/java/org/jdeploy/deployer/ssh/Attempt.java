package org.jdeploy.deployer.ssh;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/** One attempt to log in: what is known about its end that the SSH library does not tell. */
final class Attempt {
  static final AttributeRepository.AttributeKey<Attempt> KEY =
      new AttributeRepository.AttributeKey<>();

  private final Endpoint endpoint;
  private final KnownHosts knownHosts;
  private final AtomicReference<@Nullable String> refusedKey = new AtomicReference<>();
  private final List<String> offered = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();

  Attempt(Endpoint endpoint, KnownHosts knownHosts) {
    this.endpoint = endpoint;
    this.knownHosts = knownHosts;
  }

  /** The attempt that a session belongs to, from the first moment of the session's life. */
  static Attempt of(Session session) {
    Object context = session.getIoSession().getAttribute(AttributeRepository.class);
    Attempt attempt =
        context instanceof AttributeRepository values ? values.getAttribute(KEY) : null;
    if (attempt == null) {
      throw new IllegalStateException("a session that nobody asked for");
    }
    return attempt;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  KnownHosts knownHosts() {
    return knownHosts;
  }

  void refuseKey(String message) {
    refusedKey.set(message);
  }

  Optional<String> refusedKey() {
    return Optional.ofNullable(refusedKey.get());
  }

  /** A key was offered to the server. */
  void offered(String key) {
    offered.add(key);
  }

  /** Why a key or an agent was not used. */
  void note(String text) {
    notes.add(text);
  }

  List<String> offered() {
    return offered;
  }

  List<String> notes() {
    return notes;
  }
}
