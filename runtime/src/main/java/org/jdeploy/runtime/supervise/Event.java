package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramSpec;

/** What the supervisor hears: operators' requests and news from the host. */
public sealed interface Event {

  // ---- operators: each ends with exactly one Action.OperationEnded.
  // A program carries out one at a time, in the order of asking. Stop and Delete begin at once and
  // cancel those that would start something ("cancelled by stop").

  /**
   * Makes the program what the specification says: defines it, or replaces what runs with another
   * specification (by rolling reload where it can overlap, else by restart). An unchanged program
   * is left alone.
   *
   * @param reload also replace what runs already with this specification (its code may have
   *     changed)
   */
  record Apply(OperationId operation, ProgramSpec spec, boolean reload) implements Event {}

  /** Stops the program and forgets it. */
  record Delete(OperationId operation, String program) implements Event {}

  /**
   * Ends when all are ready, or with the first failed start; the restart policy goes on then.
   *
   * @param slot one instance; all when empty
   */
  record Start(OperationId operation, String program, OptionalInt slot) implements Event {}

  /** Drains, signals, kills; remembered: what an operator stopped starts only by an operator. */
  record Stop(OperationId operation, String program, OptionalInt slot) implements Event {}

  record Restart(OperationId operation, String program, OptionalInt slot) implements Event {}

  /**
   * Rolling: {@code parallel} instances at a time get a successor, which must be ready before the
   * old one drains and stops. Stopped instances stay stopped. A reload that waits already takes
   * another one along.
   *
   * @param parallel from 1
   * @param timeout how long a successor may take to be ready; the program's own when empty
   */
  record Reload(OperationId operation, String program, int parallel, Optional<Duration> timeout)
      implements Event {}

  /**
   * @param instances from 0
   */
  record Scale(OperationId operation, String program, int instances) implements Event {}

  // ---- a new daemon takes over what a former one left; these come before anything else

  /**
   * Defines a program without starting it.
   *
   * @param instances as scaled by an operator
   * @param stopped slots an operator stopped: they stay stopped
   */
  record Restored(ProgramSpec spec, int instances, Set<Integer> stopped) implements Event {}

  /**
   * A process that still runs. Its program was {@link Restored} before.
   *
   * @param spec what it was spawned with
   * @param ready it was ready when the former daemon last knew
   * @param draining it was on its way out: to be drained and stopped
   */
  record Adopted(
      Run run,
      int pid,
      ProgramSpec spec,
      Instant startedAt,
      boolean ready,
      boolean draining,
      Set<String> listening)
      implements Event {}

  /** All that survived is adopted: start what should run and does not. */
  record TakenOver() implements Event {}

  // ---- the host

  record Spawned(Run run, int pid) implements Event {}

  /**
   * The process could not even begin. The reason is for a person: {@code working directory /srv/x
   * does not exist}.
   */
  record SpawnFailed(Run run, String reason) implements Event {}

  /** The process accepts connections on an address such as {@code tcp://0.0.0.0:3000}. */
  record Listening(Run run, String address) implements Event {}

  /** All that the specification asks before the process counts as ready is there. */
  record Ready(Run run) implements Event {}

  /**
   * A liveness check failed as often as the specification allows. Sent again, or {@link Healthy},
   * as long as the process lives.
   */
  record Unhealthy(Run run, String reason) implements Event {}

  /** The check that said {@link Unhealthy} is answered well again. */
  record Healthy(Run run) implements Event {}

  /** The process did not say {@code WATCHDOG=1} in time, or asked for the end by its watchdog. */
  record WatchdogMissed(Run run, String reason) implements Event {}

  /**
   * The tree of the process has more memory than it may: {@code 312 MB of 300 MB}. May be said
   * again and again.
   */
  record OverMemory(Run run, String reason) implements Event {}

  /** The process asks for more time to start or to stop: until now and so long at least. */
  record Extended(Run run, Duration by) implements Event {}

  /** Another process of the run is the one that counts. */
  record MainPid(Run run, int pid) implements Event {}

  /**
   * The answer to {@link Action.RunHook}.
   *
   * @param failure for a person: {@code exited with code 1}, {@code took longer than 30 s}
   */
  record HookEnded(Run run, Hook hook, Optional<String> failure) implements Event {}

  /** The process has nothing left to do. */
  record Drained(Run run) implements Event {}

  /**
   * @param hint more words about the cause: {@code out of memory?}
   */
  record Exited(Run run, Exit exit, Optional<String> hint) implements Event {
    public Exited(Run run, Exit exit) {
      this(run, exit, Optional.empty());
    }
  }

  /** Time went on: {@link Supervisor#deadline} has come. */
  record Tick() implements Event {}
}
