package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * One process from its spawn to its exit.
 *
 * <pre>
 * SPAWNING → ALIVE → READY        up
 *      └───────┴───────┴→ DRAINING → SIGNALLED → KILLED        down, each step skippable
 * </pre>
 *
 * A process that is to end before its spawn is confirmed ends as soon as it is.
 */
final class Life {
  private enum Phase {
    SPAWNING,
    ALIVE,
    READY,
    DRAINING,
    SIGNALLED,
    KILLED
  }

  /** With which step an end begins. What comes later is harsher. */
  enum Ending {
    DRAIN,
    SIGNAL,
    KILL
  }

  private final Run run;
  private final ProgramSpec spec;
  private final Instant begun;
  private final Duration readyWithin;
  private final Set<String> listening = new TreeSet<>();
  private Phase phase = Phase.SPAWNING;
  private OptionalInt pid = OptionalInt.empty();
  private @Nullable Instant readyAt;
  private @Nullable Instant due;
  private @Nullable Ending wish;

  /** A process about to be spawned. */
  Life(Run run, Launch launch, Instant now) {
    this.run = run;
    this.spec = launch.spec();
    this.begun = now;
    this.readyWithin = launch.readyWithin();
    this.due = now.plus(readyWithin);
  }

  /** A process that a former daemon left. */
  Life(Event.Adopted adopted, Instant now) {
    this.run = adopted.run();
    this.spec = adopted.spec();
    this.begun = adopted.startedAt();
    this.pid = OptionalInt.of(adopted.pid());
    this.listening.addAll(adopted.listening());
    this.phase = Phase.ALIVE;
    this.readyWithin = spec.ready().timeout();
    this.due = now.plus(readyWithin);
    if (adopted.ready()) {
      ready(now);
    }
  }

  Run run() {
    return run;
  }

  ProgramSpec spec() {
    return spec;
  }

  Instant begun() {
    return begun;
  }

  Duration readyWithin() {
    return readyWithin;
  }

  OptionalInt pid() {
    return pid;
  }

  /** Addresses it accepted connections on at some time. */
  Set<String> listening() {
    return Collections.unmodifiableSet(listening);
  }

  boolean isReady() {
    return phase == Phase.READY;
  }

  /** When {@link #isDue} wants a look: not ready in time, not drained in time, not gone in time. */
  Optional<Instant> deadline() {
    return Optional.ofNullable(due);
  }

  boolean isDue(Instant now) {
    return due != null && !due.isAfter(now);
  }

  /** How it ended, for the restart policy. */
  RestartPolicy.End end(boolean expected, Instant now) {
    return new RestartPolicy.End(
        readyAt != null,
        expected,
        Duration.between(begun, now),
        readyAt == null ? Duration.ZERO : Duration.between(readyAt, now));
  }

  void spawned(int number, ProgramSpec.Stop stop, Turn turn) {
    pid = OptionalInt.of(number);
    if (phase == Phase.SPAWNING) {
      phase = Phase.ALIVE;
      if (wish != null) {
        end(wish, stop, turn);
      }
    }
  }

  void listens(String address) {
    listening.add(address);
  }

  /** Whether this was news. */
  boolean ready(Instant now) {
    if (wish != null || (phase != Phase.SPAWNING && phase != Phase.ALIVE)) {
      return false;
    }
    phase = Phase.READY;
    readyAt = now;
    due = null;
    return true;
  }

  /** Begins the end, or makes one that goes on harsher. */
  void end(Ending how, ProgramSpec.Stop stop, Turn turn) {
    switch (phase) {
      case SPAWNING -> {
        wish = wish == null || how.compareTo(wish) > 0 ? how : wish;
        due = null;
      }
      case ALIVE, READY -> begin(how, stop, turn);
      case DRAINING -> {
        if (how != Ending.DRAIN) {
          begin(how, stop, turn);
        }
      }
      case SIGNALLED -> {
        if (how == Ending.KILL) {
          kill(turn);
        }
      }
      case KILLED -> {}
    }
  }

  void drained(ProgramSpec.Stop stop, Turn turn) {
    if (phase == Phase.DRAINING) {
      signal(stop, turn);
    }
  }

  /** The step of its end that it is in took too long. */
  void escalate(ProgramSpec.Stop stop, Turn turn) {
    if (phase == Phase.DRAINING) {
      signal(stop, turn);
    } else if (phase == Phase.SIGNALLED) {
      kill(turn);
    }
  }

  private void begin(Ending how, ProgramSpec.Stop stop, Turn turn) {
    switch (how) {
      case DRAIN -> {
        boolean mayServe = phase == Phase.READY || !listening.isEmpty();
        if (mayServe && stop.drain().isPositive()) {
          phase = Phase.DRAINING;
          due = turn.now().plus(stop.drain());
          turn.add(new Action.Drain(run, stop.drain()));
        } else {
          signal(stop, turn);
        }
      }
      case SIGNAL -> signal(stop, turn);
      case KILL -> kill(turn);
    }
  }

  private void signal(ProgramSpec.Stop stop, Turn turn) {
    phase = Phase.SIGNALLED;
    due = turn.now().plus(stop.timeout());
    turn.add(new Action.Signal(run, stop.signals().getFirst()));
  }

  private void kill(Turn turn) {
    phase = Phase.KILLED;
    due = null;
    turn.add(new Action.Kill(run));
  }
}
