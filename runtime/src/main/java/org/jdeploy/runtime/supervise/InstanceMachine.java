package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Departure.Ending;
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
  private final Standing standing;
  private final Processes processes = new Processes();
  private Next next = Next.REST;
  private @Nullable Launch nextLaunch;
  private final Recovery recovery = new Recovery();
  private final Complaints complaints = new Complaints(this);
  private Departure.@Nullable Ended lastEnd;
  private boolean stoppedByOperator;
  private boolean retiring;
  private boolean socketsMayBeOpen;

  InstanceMachine(Owner owner, Instance instance, Instant now) {
    this.owner = owner;
    this.standing = new Standing(instance, now);
  }

  // ---- what operations look at

  Instance instance() {
    return standing.instance();
  }

  State state() {
    return standing.state();
  }

  /** The specification in force. */
  ProgramSpec spec() {
    return owner.spec();
  }

  void describe(String text) {
    standing.describe(text);
  }

  Processes processes() {
    return processes;
  }

  boolean isEmpty() {
    return processes.isEmpty();
  }

  /** It runs, or is to: neither stopped nor about to be. */
  boolean isUp() {
    boolean stops = state() == State.STOPPING && next == Next.REST;
    return state() != State.STOPPED && !stops && !stoppedByOperator && !retiring;
  }

  /** It is about to come up, or to come again at once. */
  boolean isComing() {
    return state() == State.STARTING || (state() == State.STOPPING && next == Next.START);
  }

  /** It was to run once and ended well. */
  boolean didItsWork() {
    return state() == State.EXITED && recovery.didItsWork();
  }

  /** It accepts new connections. */
  boolean serves() {
    return state() == State.RUNNING;
  }

  Recovery recovery() {
    return recovery;
  }

  Complaints complaints() {
    return complaints;
  }

  /** How the last process that counted ended, when it was asked to. */
  Optional<Departure.Ended> lastEnd() {
    return Optional.ofNullable(lastEnd);
  }

  /** For a person, after a fault. */
  String prospect() {
    return switch (state()) {
      case RUNNING -> "the former process goes on serving";
      case STARTING -> isWaiting() ? "it starts as soon as that is ready" : "it is tried again";
      case BACKOFF -> "it is tried again";
      case STOPPING -> next == Next.REST ? "" : "it is tried again";
      case FATAL -> "given up";
      case STOPPED, EXITED -> "";
    };
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

  InstanceView view() {
    return standing.view(processes, stoppedByOperator, recovery.didItsWork());
  }

  // ---- what operations ask for

  /** Starts it afresh, unless it runs or is about to. */
  void start(Launch launch, Turn turn) {
    switch (state()) {
      case STARTING, RUNNING -> {}
      case STOPPING -> {
        recovery.startAfresh();
        next = Next.START;
        nextLaunch = launch;
        proceed(turn);
      }
      case STOPPED, BACKOFF, EXITED, FATAL -> {
        recovery.startAfresh();
        spawn(launch, turn);
      }
    }
  }

  void stop(Turn turn) {
    abandonSuccessor(turn);
    if (forgetWaiting()) {
      next = Next.REST;
      if (isEmpty()) {
        rest(turn);
      } else {
        become(State.STOPPING, "stopping", turn);
      }
      return;
    }
    switch (state()) {
      case STARTING, RUNNING -> endCurrent(Ending.DRAIN, Next.REST, "stopping", turn);
      case STOPPING -> {
        next = Next.REST;
        nextLaunch = null;
      }
      case BACKOFF, EXITED, FATAL -> {
        next = Next.REST;
        if (isEmpty()) {
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
    if (forgetWaiting()) {
      recovery.startAfresh();
      spawn(launch, turn);
      return;
    }
    switch (state()) {
      case STARTING, RUNNING -> {
        abandonSuccessor(turn);
        recovery.startAfresh();
        endCurrent(Ending.DRAIN, Next.START, "stopping for a restart", turn);
        nextLaunch = launch;
      }
      case STOPPING, STOPPED, BACKOFF, EXITED, FATAL -> start(launch, turn);
    }
  }

  /** Whoever only waits for its turn is not to come any more; whether there was one. */
  private boolean forgetWaiting() {
    Life life = processes.current();
    boolean waits = life != null && life.isWaiting();
    if (life != null && waits) {
      processes.remove(life);
    }
    return waits;
  }

  /** Puts another process in place of the one that runs: beside it if possible. */
  void replace(Launch launch, Turn turn) {
    switch (state()) {
      case RUNNING -> {
        Life old = processes.current();
        if (old != null && processes.canBeSucceeded(launch.spec())) {
          succeed(old, launch, turn);
        } else {
          restart(launch, turn);
        }
      }
      case STARTING, STOPPING, BACKOFF, EXITED, FATAL -> restart(launch, turn);
      case STOPPED -> {}
    }
  }

  /** Another process beside the one that runs; when it is ready it takes its place. */
  void succeed(Life old, Launch launch, Turn turn) {
    Life life = new Life(owner.nextRun(instance()), launch, Optional.of(old.run()), turn.now());
    processes.successor(life);
    life.begin(turn);
  }

  /**
   * Gives up a replacement that is under way: what runs goes on, and what was to be started gets
   * the specification in force.
   */
  void abandonReplacement(Turn turn) {
    abandonSuccessor(turn);
    nextLaunch = null;
    Life life = processes.current();
    if (state() == State.STARTING && life != null && !Replacement.same(life.spec(), owner.spec())) {
      restart(new Launch(owner.spec()), turn);
    }
  }

  /** Whoever never got connections dies at once; the others may finish them. */
  private void abandonSuccessor(Turn turn) {
    Life life = processes.abandonSuccessor();
    if (life != null) {
      end(life, life.listening().isEmpty() ? Ending.KILL : Ending.DRAIN, "given up", turn);
    }
  }

  // ---- what the host tells

  void spawned(Life life, int pid, Turn turn) {
    life.spawned(pid, owner.spec().stop(), turn);
  }

  void ready(Life life, Turn turn) {
    if (processes.former().contains(life) || !life.ready(turn.now())) {
      return;
    }
    if (life == processes.successor()) {
      Life old = processes.succeed();
      recovery.startAfresh();
      become(State.RUNNING, "ready, in place of the former process", turn);
      if (old != null) {
        end(old, Ending.DRAIN, "replaced", turn);
      }
    } else {
      become(State.RUNNING, "ready", turn);
    }
    if (life.spec().hooks().postStart().isPresent()) {
      turn.add(new Action.RunHook(life.run(), life.spec(), Hook.POST_START, Map.of()));
    }
  }

  void hookEnded(Life life, Hook hook, Optional<String> failure, Turn turn) {
    switch (hook) {
      case PRE_START -> {
        if (!life.isPreparing()) {
          return;
        }
        if (life.isUnwanted()) {
          gone(life, "was stopped before it began", RestartPolicy.End.neverBegan(life.run()), turn);
        } else if (failure.isPresent()) {
          spawnFailed(life, Hook.PRE_START.key() + " " + failure.get(), turn);
        } else {
          life.spawn(turn);
        }
      }
      case PRE_STOP -> life.preStopEnded(owner.spec().stop(), turn);
      case POST_START, POST_EXIT -> {}
    }
  }

  /** It runs, but does not do its work. */
  void fail(Life life, String text, Turn turn) {
    recovery.fault(new Fault(life.run(), text));
    endCurrent(Ending.SIGNAL, Next.JUDGE, text, turn);
  }

  /** It does its work, but may not go on. */
  void retire(Life life, String text, Turn turn) {
    recovery.fault(new Fault(life.run(), text));
    endCurrent(Ending.DRAIN, Next.JUDGE, text, turn);
  }

  void drained(Life life, Turn turn) {
    life.drained(owner.spec().stop(), turn);
  }

  void exited(Life life, Exit exit, Optional<String> hint, Turn turn) {
    String text = Words.exit(exit, hint);
    turn.announce("exit", life.run(), text);
    if (life == processes.current()) {
      standing.exited(exit, text);
    }
    if (processes.latest().filter(life.run()::equals).isPresent()) {
      lastEnd = life.departed(exit, turn.now()).orElse(null);
    }
    if (life.spec().hooks().postExit().isPresent()) {
      turn.add(
          new Action.RunHook(
              life.run(), life.spec(), Hook.POST_EXIT, Words.environment(exit, text)));
    }
    RestartPolicy.End end = life.end(exit, owner.spec().restart(), turn.now());
    boolean early = !end.wasReady() && !RestartPolicy.rests(owner.spec().restart().when(), end);
    gone(life, text + (early ? " before it was ready" : ""), end, turn);
  }

  void spawnFailed(Life life, String reason, Turn turn) {
    String text = "could not be started: " + reason;
    turn.announce("exit", life.run(), text);
    gone(life, text, RestartPolicy.End.neverBegan(life.run()), turn);
  }

  private void gone(Life life, String text, RestartPolicy.End end, Turn turn) {
    boolean counted = life == processes.current();
    boolean wasSuccessor = life == processes.successor();
    processes.remove(life);
    if (wasSuccessor) {
      recovery.fault(new Fault(life.run(), text));
    } else if (!counted) {
      proceed(turn);
      closeSocketsIfDone(turn);
    } else if (stoppedByOperator && (state() != State.STOPPING || next == Next.JUDGE)) {
      endedBeforeItsStop(turn);
    } else if (state() != State.STOPPING) {
      Life successor = processes.successor();
      if (successor == null) {
        judge(text, end, turn);
      } else {
        successor.alone();
        processes.succeed();
        become(State.STARTING, text + "; its successor is under way", turn);
      }
    } else if (next == Next.JUDGE) {
      judge(standing.description(), end.forced(), turn);
    } else {
      proceed(turn);
    }
  }

  /** It was to be stopped after others, but is gone before. */
  private void endedBeforeItsStop(Turn turn) {
    next = Next.REST;
    abandonSuccessor(turn);
    if (isEmpty()) {
      rest(turn);
    } else {
      become(State.STOPPING, "stopping", turn);
    }
  }

  private void judge(String text, RestartPolicy.End end, Turn turn) {
    Recovery.Judgement judgement = recovery.judge(owner.spec(), text, end, turn.now());
    become(judgement.state(), judgement.text(), turn);
    recovery.retryAt(judgement.retryAt());
    closeSocketsIfDone(turn);
  }

  // ---- time

  Stream<Instant> deadlines() {
    return Stream.concat(recovery.retryAt().stream(), processes.deadlines());
  }

  void tick(Turn turn) {
    if (recovery.isDue(turn.now())) {
      standing.restarted();
      spawn(new Launch(owner.spec()), turn);
    }
    for (Life life : processes.due(turn.now())) {
      if (life.isPreparing()) {
        turn.add(new Action.Kill(life.run()));
        hookEnded(life, Hook.PRE_START, Optional.of("did not end"), turn);
      } else if (life == processes.successor()) {
        recovery.fault(notReadyInTime(life));
        abandonSuccessor(turn);
      } else if (life == processes.current() && state() == State.STARTING) {
        fail(life, notReadyInTime(life).text(), turn);
      } else {
        life.escalate(owner.spec().stop(), turn);
      }
    }
  }

  private static Fault notReadyInTime(Life life) {
    String time = Words.duration(life.readyWithin());
    return new Fault(life.run(), "was not ready within " + time);
  }

  // ---- a former daemon's processes

  /**
   * Of two that live at once stays: the ready one; the newer if both are ready, the older if none
   * is.
   */
  void adopt(Life life, boolean draining, Turn turn) {
    socketsMayBeOpen = true;
    Life other = processes.current();
    if (draining) {
      leave(life, Ending.DRAIN, turn);
      if (other == null) {
        next = Next.REST;
        become(State.STOPPING, "stopping", turn);
      }
    } else if (other == null || precedes(life, other)) {
      processes.current(life);
      become(life.isReady() ? State.RUNNING : State.STARTING, "taken over", turn);
      if (other != null) {
        leave(other, other.isReady() ? Ending.DRAIN : Ending.KILL, turn);
      }
    } else {
      leave(life, life.isReady() ? Ending.DRAIN : Ending.KILL, turn);
    }
  }

  private static boolean precedes(Life one, Life other) {
    boolean newer = one.run().generation() > other.run().generation();
    return one.isReady() == other.isReady() ? newer == one.isReady() : one.isReady();
  }

  private void leave(Life life, Ending how, Turn turn) {
    processes.addFormer(life);
    end(life, how, "taken over while it was to end", turn);
  }

  // ---- steps

  /**
   * A new process when its turn comes ({@link #admit}), at the latest as soon as the former ones
   * leave room for it.
   */
  private void spawn(Launch launch, Turn turn) {
    if (!processes.hasRoomFor(launch.spec())) {
      next = Next.START;
      nextLaunch = launch;
      become(State.STOPPING, "waits until the former process is gone", turn);
      return;
    }
    nextLaunch = null;
    lastEnd = null;
    processes.current(new Life(owner.nextRun(instance()), launch, Optional.empty(), turn.now()));
    become(State.STARTING, "starting", turn);
  }

  // ---- its turn among the others

  /** It is to start and waits for its turn. */
  boolean isWaiting() {
    Life life = processes.current();
    return life != null && life.isWaiting();
  }

  /** Its turn has come. */
  void admit(Turn turn) {
    Life life = processes.current();
    if (life != null && life.isWaiting()) {
      socketsMayBeOpen = true;
      if (isBlocked()) {
        recovery.forgetFault();
      }
      describe("starting");
      life.begin(turn);
    }
  }

  /** It goes on waiting; for what is told once. */
  void waits(String text, Turn turn) {
    Life life = processes.current();
    if (life != null && !standing.description().equals(text)) {
      describe(text);
      turn.announce("order", life.run(), instance() + " " + text);
    }
  }

  /** It waits for what does not come; whether that is news. */
  boolean blocked(String text, Turn turn) {
    boolean news = !isBlocked();
    Life life = processes.current();
    if (life != null) {
      waits(text, turn);
      recovery.fault(new Fault(life.run(), text));
    }
    return news;
  }

  /** It waits for what does not come. */
  boolean isBlocked() {
    Life life = processes.current();
    return life != null
        && life.isWaiting()
        && recovery.fault().filter(fault -> fault.run().equals(life.run())).isPresent();
  }

  private void endCurrent(Ending how, Next then, String text, Turn turn) {
    next = then;
    nextLaunch = null;
    become(State.STOPPING, text, turn);
    Life life = processes.current();
    if (life != null) {
      end(life, how, text, turn);
    }
  }

  private void end(Life life, Ending how, String cause, Turn turn) {
    life.end(how, cause, owner.spec().stop(), turn);
  }

  /** What follows the stop, when nothing is in its way any more. */
  private void proceed(Turn turn) {
    if (state() != State.STOPPING || processes.current() != null) {
      return;
    }
    if (next == Next.START) {
      spawn(nextLaunch == null ? new Launch(owner.spec()) : nextLaunch, turn);
    } else if (isEmpty()) {
      rest(turn);
    }
  }

  private void rest(Turn turn) {
    become(State.STOPPED, lastEnd == null ? "stopped" : lastEnd.text(), turn);
    closeSocketsIfDone(turn);
  }

  private void closeSocketsIfDone(Turn turn) {
    boolean over = state() == State.STOPPED || state() == State.EXITED || state() == State.FATAL;
    if (over && isEmpty() && socketsMayBeOpen) {
      socketsMayBeOpen = false;
      turn.add(new Action.CloseSockets(instance()));
    }
  }

  private void become(State state, String text, Turn turn) {
    recovery.retryAt(Optional.empty());
    standing.become(state, text, processes.current(), turn);
  }
}
