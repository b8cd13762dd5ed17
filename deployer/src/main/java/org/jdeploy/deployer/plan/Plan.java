package org.jdeploy.deployer.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a deploy or a rollback does, server by server and step by step: what {@code plan} prints is
 * the object that is executed.
 *
 * @param attempt names this run on the servers
 * @param release name of the release that becomes live
 * @param sha full commit of that release
 * @param servers what is to happen on each server that was selected
 * @param phases empty when nothing is to be done
 * @param pause between waves of publishing
 * @param failed jobs for when the run fails
 * @param warnings what a person should know and what stops nothing
 */
public record Plan(
    Kind kind,
    String attempt,
    String application,
    String stage,
    String release,
    String sha,
    SequencedMap<String, ServerPlan> servers,
    List<Phase> phases,
    Duration pause,
    List<Wave> failed,
    List<String> warnings) {

  /** Stands among the servers for the machine of the person who deploys. */
  public static final String LOCAL = "(local)";

  public Plan {
    servers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(servers));
    phases = List.copyOf(phases);
    failed = List.copyOf(failed);
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
   * @param revert brings the server back after its release was switched
   * @param abandon notes the failure of an attempt that was not published here
   */
  public record ServerPlan(
      Optional<String> live, String digest, Optional<Step> revert, Optional<Step> abandon) {}

  /** The wanted release is live on every server already. */
  public boolean nothingToDo() {
    return phases.isEmpty();
  }

  /** A phase by its name; empty when this plan has none. */
  public Optional<Phase> phase(Phase.Name name) {
    return phases.stream().filter(phase -> phase.name() == name).findFirst();
  }
}
