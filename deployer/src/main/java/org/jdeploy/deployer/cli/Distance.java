package org.jdeploy.deployer.cli;

import java.util.Map;
import org.jdeploy.deployer.console.Look;
import org.jdeploy.deployer.git.Changelog;
import org.jdeploy.deployer.git.ResolvedRevision;
import org.jdeploy.deployer.plan.HostFacts;

/**
 * How far a server's live commit is from the one to deploy.
 *
 * @param known whether it can be told: something is live, and its commit is known here
 * @param behind commits that a deploy would add
 * @param ahead commits that a deploy would take away
 */
record Distance(boolean known, int behind, int ahead) {

  static Distance of(HostFacts facts, ResolvedRevision wanted) {
    if (facts.sha().isEmpty()) {
      return new Distance(false, 0, 0);
    }
    Changelog changes = Changelog.between(wanted.gitDirectory(), facts.sha(), wanted.sha());
    return new Distance(changes.complete(), changes.added().size(), changes.removed().size());
  }

  String text(Look look) {
    if (!known) {
      return "unknown";
    }
    if (behind == 0 && ahead == 0) {
      return look.good("up to date");
    }
    if (ahead == 0) {
      return look.warn(behind + " behind");
    }
    return look.warn(behind == 0 ? ahead + " ahead" : behind + " behind, " + ahead + " ahead");
  }

  void into(Map<String, Object> members) {
    if (known) {
      members.put("behind", behind);
      members.put("ahead", ahead);
    }
  }
}
