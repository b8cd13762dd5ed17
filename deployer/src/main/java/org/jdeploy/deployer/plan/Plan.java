package org.jdeploy.deployer.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a deploy or a rollback does, server by server and step by step: what {@code plan} prints is
 * the object that is executed.
 *
 * @param release name of the release that becomes live
 * @param sha full commit of that release
 * @param servers what is to happen on each server of the stage that was selected
 * @param phases empty when nothing is to be done
 * @param warnings what a person should know and what stops nothing
 */
public record Plan(
    Kind kind,
    String application,
    String stage,
    String release,
    String sha,
    SequencedMap<String, ServerPlan> servers,
    List<Phase> phases,
    List<String> warnings) {

  public Plan {
    servers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(servers));
    phases = List.copyOf(phases);
    warnings = List.copyOf(warnings);
  }

  /** What a plan is for. */
  public enum Kind {
    DEPLOY,
    ROLLBACK
  }

  /**
   * One server's part.
   *
   * @param live release that is live now
   * @param digest of everything that decides how the new release runs, beside its tree
   * @param revert brings the server back when publishing failed; empty when it was already live
   */
  public record ServerPlan(Optional<String> live, String digest, List<Step> revert) {
    public ServerPlan {
      revert = List.copyOf(revert);
    }
  }

  /** The wanted release is live on every server already. */
  public boolean nothingToDo() {
    return phases.isEmpty();
  }
}
