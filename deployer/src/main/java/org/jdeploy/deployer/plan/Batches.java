package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.List;
import org.jdeploy.deployer.config.Rollout;

/** Which servers are published together. */
final class Batches {
  private Batches() {}

  /** The canary servers first, when there are others, then batches of the given size or share. */
  static List<List<String>> of(Rollout rollout, List<String> servers) {
    List<List<String>> groups = new ArrayList<>();
    int canary = rollout.canary() < servers.size() ? Math.max(0, rollout.canary()) : 0;
    if (canary > 0) {
      groups.add(servers.subList(0, canary));
    }
    int size = rollout.batch().of(servers.size());
    for (int from = canary; from < servers.size(); from += size) {
      groups.add(servers.subList(from, Math.min(servers.size(), from + size)));
    }
    return groups;
  }
}
