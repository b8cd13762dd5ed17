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
    int size = size(rollout.batch(), servers.size());
    for (int from = canary; from < servers.size(); from += size) {
      groups.add(servers.subList(from, Math.min(servers.size(), from + size)));
    }
    return groups;
  }

  /** Servers in a batch: {@code "3"}, {@code "25%"} of all, rounded up; everything when empty. */
  static int size(String batch, int servers) {
    if (batch.isEmpty()) {
      return Math.max(1, servers);
    }
    if (batch.endsWith("%")) {
      int percent = Integer.parseInt(batch.substring(0, batch.length() - 1).strip());
      return Math.max(1, (int) Math.ceil(servers * percent / 100.0));
    }
    return Math.max(1, Integer.parseInt(batch.strip()));
  }
}
