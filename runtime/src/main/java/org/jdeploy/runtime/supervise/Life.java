package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * One process from its preparation to its exit.
 *
 * <pre>
 * WAITING → PREPARING → SPAWNING → ALIVE → READY        up; PREPARING while its preStart hook runs
 *                └──────────┴────────┴───────┴→ {@link Departure}        down
 * </pre>
 *
 * A process that is to end before its spawn is confirmed ends as soon as it is.
 */
final class Life {
  /** Whoever carries hooks out ends them in time; this is for when it does not. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private enum Phase {
    WAITING,
    PREPARING,
    SPAWNING,
    ALIVE,
    READY
  }

  private final Run run;
  private final ProgramSpec spec;
  private final Duration readyWithin;
  private Optional<Run> predecessor;
  private final Set<String> listening = new TreeSet<>();
  private Instant begun;
  private Phase phase = Phase.WAITING;
  private OptionalInt pid = OptionalInt.empty();
  private @Nullable Instant readyAt;
  private @Nullable Instant due;
  private Departure.@Nullable Ending wish;
  private String wishCause = "";
  private @Nullable Departure departure;

  /**
   * A process about to be spawned.
   *
   * @param predecessor beside which it starts, to replace it
   */
  Life(Run run, Launch launch, Optional<Run> predecessor, Instant now) {
    this.run = run;
    this.spec = launch.spec();
    this.begun = now;
    this.readyWithin = launch.readyWithin();
    this.predecessor = predecessor;
  }

  /** A process that a former daemon left. */
  Life(Event.Adopted adopted, Instant now) {
    this.run = adopted.run();
    this.spec = adopted.spec();
    this.begun = adopted.startedAt();
    this.predecessor = Optional.empty();
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

  Duration hookPatience() {
    return spec.hooks().timeout().plus(GRACE);
  }

  OptionalInt pid() {
    return pid;
  }

  /** Addresses it accepted connections on at some time. */
  Set<String> listening() {
    return Collections.unmodifiableSet(listening);
  }

  boolean isReady() {
    return phase == Phase.READY && departure == null;
  }

  /** Its turn has not come: nothing was begun yet. */
  boolean isWaiting() {
    return phase == Phase.WAITING;
  }

  /** Its preStart hook runs, and there is no process yet. */
  boolean isPreparing() {
    return phase == Phase.PREPARING;
  }

  boolean mayServe() {
    return phase == Phase.READY || !listening.isEmpty();
  }

  /** When {@link #isDue} wants a look: not ready in time, not drained in time, not gone in time. */
  Optional<Instant> deadline() {
    return departure == null ? Optional.ofNullable(due) : departure.due();
  }

  boolean isDue(Instant now) {
    return deadline().filter(at -> !at.isAfter(now)).isPresent();
  }

  // ---- up

  /** Takes the first step: its hook, or the spawn. */
  void begin(Turn turn) {
    begun = turn.now();
    if (spec.hooks().preStart().isPresent()) {
      phase = Phase.PREPARING;
      due = turn.now().plus(hookPatience());
      turn.add(new Action.RunHook(run, spec, Hook.PRE_START, Map.of()));
    } else {
      spawn(turn);
    }
  }

  /** All that had to come before is done. */
  void spawn(Turn turn) {
    phase = Phase.SPAWNING;
    begun = turn.now();
    due = turn.now().plus(readyWithin);
    turn.add(new Action.Spawn(run, spec, predecessor));
  }

  /** Its predecessor is gone. */
  void alone() {
    predecessor = Optional.empty();
  }

  void spawned(int number, ProgramSpec.Stop stop, Turn turn) {
    pid = OptionalInt.of(number);
    if (phase == Phase.SPAWNING) {
      phase = Phase.ALIVE;
      if (wish != null) {
        departure = new Departure(this, wish, wishCause, stop, turn);
      }
    }
  }

  void pid(int number) {
    pid = OptionalInt.of(number);
  }

  void listens(String address) {
    listening.add(address);
  }

  /** Whether this was news. */
  boolean ready(Instant now) {
    boolean comes = phase == Phase.SPAWNING || phase == Phase.ALIVE;
    if (!comes || wish != null || departure != null) {
      return false;
    }
    phase = Phase.READY;
    readyAt = now;
    due = null;
    return true;
  }

  /** It may take so much longer for what it does now: to get ready, or to end. */
  void extend(Duration by, Instant now) {
    Instant until = now.plus(by);
    if (departure != null) {
      departure.extend(until);
    } else if (phase == Phase.ALIVE && due != null && due.isBefore(until)) {
      due = until;
    }
  }

  // ---- down

  /**
   * Begins the end, or makes one that goes on harsher.
   *
   * @param cause why it is to end, for its hook
   */
  void end(Departure.Ending how, String cause, ProgramSpec.Stop stop, Turn turn) {
    if (departure != null) {
      departure.harsher(how, stop, turn);
      return;
    }
    switch (phase) {
      case WAITING, PREPARING, SPAWNING -> {
        if (wish == null) {
          wishCause = cause;
          if (phase == Phase.PREPARING) {
            turn.add(new Action.Kill(run));
          } else {
            due = null;
          }
        }
        wish = wish == null ? how : wish.orHarsher(how);
      }
      case ALIVE, READY -> {
        due = null;
        departure = new Departure(this, how, cause, stop, turn);
      }
    }
  }

  /** It was to end before there was a process. */
  boolean isUnwanted() {
    return wish != null;
  }

  void drained(ProgramSpec.Stop stop, Turn turn) {
    if (departure != null) {
      departure.drained(stop, turn);
    }
  }

  void preStopEnded(ProgramSpec.Stop stop, Turn turn) {
    if (departure != null) {
      departure.hookEnded(stop, turn);
    }
  }

  /** The step of its end that it is in took too long. */
  void escalate(ProgramSpec.Stop stop, Turn turn) {
    if (departure != null) {
      departure.escalate(stop, turn);
    }
  }

  /** How it ended, for the restart policy. */
  RestartPolicy.End end(Exit exit, ProgramSpec.Restart policy, Instant now) {
    return new RestartPolicy.End(
        run,
        readyAt != null,
        RestartPolicy.End.kind(exit, policy),
        Duration.between(begun, now),
        readyAt == null ? Duration.ZERO : Duration.between(readyAt, now));
  }

  /** How it ended, when it was asked to. */
  Optional<Departure.Ended> departed(Exit exit, Instant now) {
    return Optional.ofNullable(departure).map(end -> end.ended(exit, now));
  }
}
