package org.jdeploy.deployer.engine;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.deployer.ssh.RemoteShell;
import org.jspecify.annotations.Nullable;

/**
 * One server during an operation. Its steps run one at a time; what is known of it is written by
 * the thread that runs them and read by others after they met at the end of a wave.
 */
final class Host {
  final Server server;
  final ReentrantLock oneStep = new ReentrantLock();
  final long start = System.nanoTime();
  volatile @Nullable RemoteShell shell;
  volatile @Nullable HostFacts facts;
  volatile boolean locked;
  volatile boolean begun;
  volatile boolean armed;
  volatile HostState state = HostState.UNTOUCHED;
  volatile String message = "";
  volatile String release = "";
  volatile String sha = "";
  volatile List<String> output = List.of();
  volatile long end;

  Host(Server server) {
    this.server = server;
  }

  String name() {
    return server.name();
  }

  RemoteShell shell() {
    RemoteShell open = shell;
    if (open == null) {
      throw new IllegalStateException("not connected to " + name());
    }
    return open;
  }

  HostFacts facts() {
    HostFacts known = facts;
    if (known == null) {
      throw new IllegalStateException("no facts of " + name());
    }
    return known;
  }

  /** What is live according to the last facts. */
  void live(HostFacts known) {
    facts = known;
    release = known.live().orElse("");
    sha = known.sha();
  }
}
