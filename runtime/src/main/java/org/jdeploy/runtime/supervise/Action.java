package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.program.ProgramSpec;

/** What the supervisor wants done. The order in a list is the order to carry them out. */
public sealed interface Action {

  /**
   * Start a process. The answer is {@link Event.Spawned} or {@link Event.SpawnFailed}.
   *
   * @param predecessor the run it is to replace and must serve every address of before it is ready
   */
  record Spawn(Run run, ProgramSpec spec, Optional<Run> predecessor) implements Action {}

  /**
   * Have it stop accepting and finish what is in flight. The answer is {@link Event.Drained}, at
   * the latest when the budget is spent; a program that cannot drain is drained at once.
   */
  record Drain(Run run, Duration budget) implements Action {}

  /** Send a signal, named without {@code SIG}, to the process. */
  record Signal(Run run, String signal) implements Action {}

  /**
   * Run a command of the specification, which has it. The answer is {@link Event.HookEnded}, for
   * {@link Hook#PRE_START} also when {@link Kill} made an end of it; it comes at the latest when
   * the specification's timeout for hooks is over.
   *
   * @param environment beside what the program itself gets: {@code JPM_EXIT_CODE}
   */
  record RunHook(Run run, ProgramSpec spec, Hook hook, Map<String, String> environment)
      implements Action {}

  /**
   * SIGKILL to the whole tree of the process. The answer is {@link Event.Exited}. When only its
   * {@link Hook#PRE_START} runs yet: to that.
   */
  record Kill(Run run) implements Action {}

  /**
   * New connections go to the sockets of these slots only (to all when none). Comes first of all
   * actions of an event, before a {@link Drain} in particular.
   */
  record Steer(String program, Set<Integer> slots) implements Action {}

  /**
   * Close the listening sockets of the slot: nothing will serve there (STOPPED, EXITED, FATAL,
   * scaled away, deleted), and no process is left.
   */
  record CloseSockets(Instance instance) implements Action {}

  /**
   * Another specification is in force for the program, without new processes: whatever applies to
   * living ones (logs, limits, health, schedule, watch) is to be read anew.
   */
  record Changed(ProgramSpec spec) implements Action {}

  /** Something a person wants to read in the journal. */
  record Announce(Announcement announcement) implements Action {}

  record OperationEnded(OperationId operation, Outcome outcome) implements Action {}
}
