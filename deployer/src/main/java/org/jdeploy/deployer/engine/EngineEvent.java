package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Plan;

/**
 * What happens while the engine works. Events of different hosts come from different threads, but
 * never two at once.
 */
public sealed interface EngineEvent {

  /** Parts of an operation as a person sees them. */
  enum Stage {
    CONNECT,
    FACTS,
    PREPARE,
    BARRIER,
    PUBLISH,
    CONFIRM,
    FINISH,
    REVERT,
    SETUP
  }

  record PhaseStarted(Stage phase, String title, List<String> hosts) implements EngineEvent {}

  record PhaseEnded(Stage phase, String title, boolean success, Duration took)
      implements EngineEvent {}

  /** The plan is made; its execution follows, unless it has nothing to do. */
  record Planned(Plan plan) implements EngineEvent {}

  record StepStarted(String host, String id, String title) implements EngineEvent {}

  /** A line that a step printed, secrets masked. */
  record StepLine(String host, String id, boolean error, String line) implements EngineEvent {}

  /**
   * @param problem why it failed, empty when it succeeded
   */
  record StepEnded(String host, String id, String title, Duration took, Optional<String> problem)
      implements EngineEvent {}

  record HostChanged(String host, HostState state, String message) implements EngineEvent {}

  /**
   * Something a person should read.
   *
   * @param host empty when it concerns all
   */
  record Note(String host, boolean warning, String text) implements EngineEvent {}
}
