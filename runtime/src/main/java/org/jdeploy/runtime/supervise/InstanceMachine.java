package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * One slot: the process that counts, its successor during a reload, and former ones that still end.
 *
 * <p>The table (what happens to the process that counts; "judge" is {@link RestartPolicy}: BACKOFF,
 * EXITED or FATAL; empty = nothing):
 *
 * <pre>
 *           start      stop        restart     replace      ready    unhealthy     exit,         deadline
 *                                                                                  no spawn
 * STOPPED   STARTING               STARTING
 * STARTING             STOPPING¹   STOPPING¹²  STOPPING¹²   RUNNING                judge         STOPPING¹³
 * RUNNING              STOPPING    STOPPING²   successor⁴            STOPPING¹³    judge⁵
 * BACKOFF   STARTING   STOPPED     STARTING    STARTING                                          STARTING
 * STOPPING  then ²     then rest   then ²      then ²                              as foreseen⁶  harsher
 * EXITED    STARTING   STOPPED     STARTING    STARTING
 * FATAL     STARTING   STOPPED     STARTING    STARTING
 *
 * ¹ without draining  ² STARTING follows  ³ judge follows  ⁴ as ² when the two cannot overlap
 * ⁵ a successor that is under way takes its place instead: STARTING
 * ⁶ STOPPED, STARTING or judge, whichever was last asked for
 *
 * successor: ready → it counts, the old one drains and stops;  exit, no spawn → fault;  deadline → fault, ends
 * former:    drained, deadline → harsher (drain, signal, SIGKILL);  exit → gone
 * </pre>
 */
final class InstanceMachine {

  /** What the slot needs to know of its program. */
  interface Owner {
    /** The specification in force. */
    ProgramSpec spec();

    Run nextRun(Instance instance);
  }

  /** What follows once the process that is stopping is gone. */
  private enum Next {
    REST,
    START,
    JUDGE
  }

  private final Owner owner;
  private final Instance instance;
  private State state = State.STOPPED;
  private Instant since;
  private String description = "not started";
  private @Nullable Life current;
  private @Nullable Life successor;
  private @Nullable Run latest;
  private final List<Life> leaving = new ArrayList<>();
  private Next next = Next.REST;
  private @Nullable Launch nextLaunch;
  private @Nullable Fault fault;
  private Attempts attempts = Attempts.NONE;
  private @Nullable Instant retryAt;
  private int restarts;
  private Optional<Exit> lastExit = Optional.empty();
  private boolean stoppedByOperator;
  private boolean retiring;
  private boolean socketsMayBeOpen;

  InstanceMachine(Owner owner, Instance instance, boolean stoppedByOperator, Instant now) {
    this.owner = owner;
    this.instance = instance;
    this.stoppedByOperator = stoppedByOperator;
    this.since = now;
  }

  // ---- what operations look at

  Instance instance() {
    return instance;
  }

  State state() {
    return state;
  }

  Optional<Life> current() {
    return Optional.ofNullable(current);
  }

  /** The last process that counted, dead or alive. */
  Optional<Run> latestRun() {
    return current == null ? Optional.ofNullable(latest) : Optional.of(current.run());
  }

  boolean hasFormer() {
    return !leaving.isEmpty();
  }

  boolean isEmpty() {
    return current == null && successor == null && leaving.isEmpty();
  }

  /** It accepts new connections. */
  boolean serves() {
    return state == State.RUNNING;
  }

  /** The last process that failed since {@link #forgetFault}. */
  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  void forgetFault() {
    fault = null;
  }

  boolean isStoppedByOperator() {
    return stoppedByOperator;
  }

  void stoppedByOperator(boolean value) {
    stoppedByOperator = value;
  }

  /** The slot is to vanish once it is empty. */
  boolean isRetiring() {
    return retiring;
  }

  void retiring(boolean value) {
    retiring = value;
  }

  /** For a person, after a fault. */
  String prospect() {
    return switch (state) {
      case RUNNING -> "the former process goes on serving";
      case STARTING, BACKOFF -> "it is tried again";
      case STOPPING -> next == Next.REST ? "" : "it is tried again";
      case FATAL -> "given up";
      case STOPPED, EXITED -> "";
    };
  }

  boolean has(Run run) {
    return find(run) != null;
  }

  /** Whether a reload would run two processes side by side here. */
  boolean overlaps(ProgramSpec spec) {
    return current != null && Replacement.overlaps(current, spec);
  }

  // ---- what operations ask for

  /** Starts it afresh, unless it runs or is about to. */
  void start(Launch launch, Turn turn) {
    switch (state) {
      case STARTING, RUNNING -> {}
      case STOPPING -> {
        attempts = Attempts.NONE;
        next = Next.START;
        nextLaunch = launch;
        proceed(turn);
      }
      case STOPPED, BACKOFF, EXITED, FATAL -> {
        attempts = Attempts.NONE;
        spawn(launch, turn);
      }
    }
  }

  void stop(Turn turn) {
    abandonSuccessor(turn);
    switch (state) {
      case STARTING, RUNNING -> endCurrent(Life.Ending.DRAIN, Next.REST, "stopping", turn);
      case STOPPING -> {
        next = Next.REST;
        nextLaunch = null;
      }
      case BACKOFF, EXITED, FATAL -> {
        next = Next.REST;
        if (leaving.isEmpty()) {
          rest(turn);
        } else {
          become(State.STOPPING, "stopping", turn);
        }
      }
      case STOPPED -> {}
    }
  }

  /** Stop, then start. */
  void restart(Launch launch, Turn turn) {
    switch (state) {
      case STARTING, RUNNING -> {
        abandonSuccessor(turn);
        attempts = Attempts.NONE;
        endCurrent(Life.Ending.DRAIN, Next.START, "stopping for a restart", turn);
        nextLaunch = launch;
      }
      case STOPPING, STOPPED, BACKOFF, EXITED, FATAL -> start(launch, turn);
    }
  }

  /** Puts another process in place of the one that runs: beside it if possible. */
  void replace(Launch launch, Turn turn) {
    switch (state) {
      case RUNNING -> {
        if (current != null && leaving.isEmpty() && overlaps(launch.spec())) {
          successor = new Life(owner.nextRun(instance), launch, turn.now());
          turn.add(new Action.Spawn(successor.run(), launch.spec(), Optional.of(current.run())));
        } else {
          restart(launch, turn);
        }
      }
      case STARTING, STOPPING, BACKOFF, EXITED, FATAL -> restart(launch, turn);
      case STOPPED -> {}
    }
  }

  /**
   * Gives up a replacement that is under way: what runs goes on, and what was to be started gets
   * the specification in force.
   */
  void abandonReplacement(Turn turn) {
    abandonSuccessor(turn);
    nextLaunch = null;
    if (state == State.STARTING
        && current != null
        && !Replacement.same(current.spec(), owner.spec())) {
      restart(new Launch(owner.spec()), turn);
    }
  }

  private void abandonSuccessor(Turn turn) {
    if (successor != null) {
      Life abandoned = successor;
      successor = null;
      leaving.add(abandoned);
      discard(abandoned, turn);
    }
  }

  /** Whoever never got connections dies at once; the others may finish them. */
  private void discard(Life life, Turn turn) {
    Life.Ending how = life.listening().isEmpty() ? Life.Ending.KILL : Life.Ending.DRAIN;
    life.end(how, owner.spec().stop(), turn);
  }

  // ---- what the host tells

  void spawned(Run run, int pid, Turn turn) {
    Life life = find(run);
    if (life != null) {
      life.spawned(pid, owner.spec().stop(), turn);
    }
  }

  void listening(Run run, String address) {
    Life life = find(run);
    if (life != null) {
      life.listens(address);
    }
  }

  void ready(Run run, Turn turn) {
    Life life = find(run);
    if (life == null || leaving.contains(life) || !life.ready(turn.now())) {
      return;
    }
    if (life == successor) {
      Life old = current;
      current = life;
      successor = null;
      attempts = Attempts.NONE;
      become(State.RUNNING, "ready, in place of the former process", turn);
      if (old != null) {
        leaving.add(old);
        old.end(Life.Ending.DRAIN, owner.spec().stop(), turn);
      }
    } else {
      become(State.RUNNING, "ready", turn);
    }
  }

  void unhealthy(Run run, String reason, Turn turn) {
    Life life = find(run);
    if (life == null || life != current || state != State.RUNNING) {
      return;
    }
    turn.announce("health", run, "unhealthy: " + reason);
    boolean mayRestart = owner.spec().autorestart() != ProgramSpec.Autorestart.NEVER;
    if (successor == null && mayRestart) {
      fault = new Fault(run, "was unhealthy: " + reason);
      endCurrent(Life.Ending.SIGNAL, Next.JUDGE, fault.text(), turn);
    }
  }

  void drained(Run run, Turn turn) {
    Life life = find(run);
    if (life != null) {
      life.drained(owner.spec().stop(), turn);
    }
  }

  void exited(Run run, Exit exit, Turn turn) {
    Life life = find(run);
    if (life == null) {
      return;
    }
    turn.announce("exit", run, Words.exit(exit));
    if (life == current) {
      lastExit = Optional.of(exit);
    }
    boolean expected =
        exit instanceof Exit.Code(int status) && owner.spec().exitCodes().contains(status);
    RestartPolicy.End end = life.end(expected, turn.now());
    gone(life, Words.exit(exit) + (end.wasReady() ? "" : " before it was ready"), end, turn);
  }

  void spawnFailed(Run run, String reason, Turn turn) {
    Life life = find(run);
    if (life != null) {
      turn.announce("exit", run, "could not be started: " + reason);
      gone(life, "could not be started: " + reason, RestartPolicy.End.NEVER_BEGAN, turn);
    }
  }

  private void gone(Life life, String text, RestartPolicy.End end, Turn turn) {
    if (life == successor) {
      successor = null;
      fault = new Fault(life.run(), text);
    } else if (life == current) {
      latest = life.run();
      current = null;
      if (state == State.STOPPING) {
        if (next == Next.JUDGE) {
          judge(life.run(), description, unexpected(end), turn);
        } else {
          proceed(turn);
        }
      } else if (successor != null) {
        current = successor;
        successor = null;
        become(State.STARTING, text + "; its successor is under way", turn);
      } else {
        judge(life.run(), text, end, turn);
      }
    } else {
      leaving.remove(life);
      proceed(turn);
      closeSocketsIfDone(turn);
    }
  }

  private static RestartPolicy.End unexpected(RestartPolicy.End end) {
    return new RestartPolicy.End(end.wasReady(), false, end.uptime(), end.healthy());
  }

  private void judge(Run run, String text, RestartPolicy.End end, Turn turn) {
    boolean atFault = !end.wasReady() || !end.expected();
    if (atFault && (fault == null || !fault.run().equals(run))) {
      fault = new Fault(run, text);
    }
    switch (RestartPolicy.judge(owner.spec(), attempts, end)) {
      case RestartPolicy.Verdict.Again(var delay, var counted) -> {
        attempts = counted;
        retryAt = turn.now().plus(delay);
        become(State.BACKOFF, text + ", next try in " + Words.duration(delay), turn);
      }
      case RestartPolicy.Verdict.Rest() -> {
        become(State.EXITED, text, turn);
        closeSocketsIfDone(turn);
      }
      case RestartPolicy.Verdict.GiveUp(int failedStarts) -> {
        String count = failedStarts == 1 ? "1 failed start" : failedStarts + " failed starts";
        become(State.FATAL, text + ", given up after " + count, turn);
        closeSocketsIfDone(turn);
      }
    }
  }

  // ---- time

  Stream<Instant> deadlines() {
    return Stream.concat(
        Stream.ofNullable(retryAt), lives().flatMap(life -> life.deadline().stream()));
  }

  void tick(Turn turn) {
    if (retryAt != null && !retryAt.isAfter(turn.now())) {
      restarts++;
      spawn(new Launch(owner.spec()), turn);
    }
    for (Life life : lives().filter(life -> life.isDue(turn.now())).toList()) {
      if (life == successor) {
        fault = notReadyInTime(life, turn);
        abandonSuccessor(turn);
      } else if (life == current && state == State.STARTING) {
        fault = notReadyInTime(life, turn);
        endCurrent(Life.Ending.SIGNAL, Next.JUDGE, fault.text(), turn);
      } else {
        life.escalate(owner.spec().stop(), turn);
      }
    }
  }

  private static Fault notReadyInTime(Life life, Turn turn) {
    String time = Words.duration(java.time.Duration.between(life.begun(), turn.now()));
    return new Fault(life.run(), "was not ready within " + time);
  }

  // ---- a former daemon's processes

  void adopt(Life life, boolean draining, Turn turn) {
    socketsMayBeOpen = true;
    if (draining) {
      leave(life, Life.Ending.DRAIN, turn);
      if (current == null) {
        next = Next.REST;
        become(State.STOPPING, "stopping", turn);
      }
      return;
    }
    Life other = current;
    if (other == null || precedes(life, other)) {
      current = life;
      become(life.isReady() ? State.RUNNING : State.STARTING, "taken over", turn);
      if (other != null) {
        leave(other, other.isReady() ? Life.Ending.DRAIN : Life.Ending.KILL, turn);
      }
    } else {
      leave(life, life.isReady() ? Life.Ending.DRAIN : Life.Ending.KILL, turn);
    }
  }

  /** Of two that live at once: a ready one; the newer if both are; the older if none is. */
  private static boolean precedes(Life one, Life other) {
    boolean newer = one.run().generation() > other.run().generation();
    return one.isReady() == other.isReady() ? newer == one.isReady() : one.isReady();
  }

  private void leave(Life life, Life.Ending how, Turn turn) {
    leaving.add(life);
    life.end(how, owner.spec().stop(), turn);
  }

  // ---- steps

  /** A new process at once, or as soon as the former ones leave room for it. */
  private void spawn(Launch launch, Turn turn) {
    retryAt = null;
    boolean room =
        leaving.isEmpty()
            || (leaving.size() == 1 && Replacement.overlaps(leaving.getFirst(), launch.spec()));
    if (!room) {
      next = Next.START;
      nextLaunch = launch;
      become(State.STOPPING, "waits until the former process is gone", turn);
      return;
    }
    nextLaunch = null;
    current = new Life(owner.nextRun(instance), launch, turn.now());
    socketsMayBeOpen = true;
    become(State.STARTING, "starting", turn);
    turn.add(new Action.Spawn(current.run(), launch.spec(), Optional.empty()));
  }

  private void endCurrent(Life.Ending how, Next then, String text, Turn turn) {
    next = then;
    nextLaunch = null;
    become(State.STOPPING, text, turn);
    if (current != null) {
      current.end(how, owner.spec().stop(), turn);
    }
  }

  /** What follows the stop, when nothing is in its way any more. */
  private void proceed(Turn turn) {
    if (state != State.STOPPING || current != null) {
      return;
    }
    if (next == Next.START) {
      spawn(nextLaunch == null ? new Launch(owner.spec()) : nextLaunch, turn);
    } else if (leaving.isEmpty()) {
      rest(turn);
    }
  }

  private void rest(Turn turn) {
    become(State.STOPPED, "stopped", turn);
    closeSocketsIfDone(turn);
  }

  private void closeSocketsIfDone(Turn turn) {
    boolean over = state == State.STOPPED || state == State.EXITED || state == State.FATAL;
    if (over && isEmpty() && socketsMayBeOpen) {
      socketsMayBeOpen = false;
      turn.add(new Action.CloseSockets(instance));
    }
  }

  private void become(State newState, String text, Turn turn) {
    if (newState != State.BACKOFF) {
      retryAt = null;
    }
    description = text;
    since = newState == State.RUNNING && current != null ? current.begun() : turn.now();
    if (newState != state || newState == State.RUNNING) {
      state = newState;
      turn.add(
          new Action.Announce(
              new Announcement(
                  "state",
                  instance.program(),
                  current().map(Life::run),
                  Optional.of(newState),
                  instance + " " + newState + ": " + text)));
    }
  }

  private Stream<Life> lives() {
    return Stream.concat(
        Stream.concat(Stream.ofNullable(current), Stream.ofNullable(successor)), leaving.stream());
  }

  private @Nullable Life find(Run run) {
    Predicate<Life> same = life -> life.run().equals(run);
    return lives().filter(same).findFirst().orElse(null);
  }

  InstanceView view() {
    return new InstanceView(
        instance,
        state,
        current().map(Life::pid).orElse(OptionalInt.empty()),
        current().map(Life::run),
        since,
        restarts,
        lastExit,
        description,
        stoppedByOperator,
        current().map(Life::listening).orElse(Set.of()),
        leaving.stream().map(Life::run).toList());
  }
}
