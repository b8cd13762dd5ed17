package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is to be seen of an instance at one moment.
 *
 * @param pid of the current run, once spawned
 * @param run the current run: the one that serves, or is about to; none while it waits for its turn
 * @param successor the run that is to take the current one's place
 * @param since when the instance came into this state; for RUNNING when the process was spawned
 * @param restarts how often it was started again by the restart policy
 * @param lastCause of that exit, for a person: {@code was killed by SIGKILL (out of memory?)}
 * @param description for a person: {@code exited with code 1, next try in 200 ms}
 * @param stoppedByOperator it stays stopped until an operator starts it
 * @param listening addresses the current run accepts connections on
 * @param draining former runs that still finish what they have
 * @param didItsWork it ended as its specification expects: EXITED is fine then
 */
public record InstanceView(
    Instance instance,
    State state,
    OptionalInt pid,
    Optional<Run> run,
    Optional<Run> successor,
    Instant since,
    int restarts,
    Optional<Exit> lastExit,
    Optional<String> lastCause,
    String description,
    boolean stoppedByOperator,
    Set<String> listening,
    List<Run> draining,
    boolean didItsWork) {
  public InstanceView {
    listening = Set.copyOf(listening);
    draining = List.copyOf(draining);
  }
}
