package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of an instance and what people are told about it. */
final class Standing {
  private final Instance instance;
  private State state = State.STOPPED;
  private Instant since;
  private String description = "not started";
  private int restarts;
  private Optional<Exit> lastExit = Optional.empty();
  private Optional<String> lastCause = Optional.empty();

  Standing(Instance instance, Instant now) {
    this.instance = instance;
    this.since = now;
  }

  Instance instance() {
    return instance;
  }

  State state() {
    return state;
  }

  String description() {
    return description;
  }

  /** More is known about the state it is in. */
  void describe(String text) {
    description = text;
  }

  void restarted() {
    restarts++;
  }

  /**
   * @param cause how it ended, for a person
   */
  void exited(Exit exit, String cause) {
    lastExit = Optional.of(exit);
    lastCause = Optional.of(cause);
  }

  /**
   * @param life the process that counts from now on
   */
  void become(State newState, String text, @Nullable Life life, Turn turn) {
    boolean news = newState != state || newState == State.RUNNING;
    state = newState;
    description = text;
    since = newState == State.RUNNING && life != null ? life.begun() : turn.now();
    if (news) {
      turn.add(
          new Action.Announce(
              new Announcement(
                  "state",
                  instance.program(),
                  Optional.ofNullable(life).map(Life::run),
                  Optional.of(newState),
                  instance + " " + newState + ": " + text)));
    }
  }

  InstanceView view(Processes processes, boolean stoppedByOperator, boolean didItsWork) {
    Optional<Life> current =
        Optional.ofNullable(processes.current()).filter(life -> !life.isWaiting());
    return new InstanceView(
        instance,
        state,
        current.map(Life::pid).orElse(OptionalInt.empty()),
        current.map(Life::run),
        Optional.ofNullable(processes.successor()).map(Life::run),
        since,
        restarts,
        lastExit,
        lastCause,
        description,
        stoppedByOperator,
        current.map(Life::listening).orElse(Set.of()),
        processes.former().stream().map(Life::run).toList(),
        state == State.EXITED && didItsWork);
  }
}
