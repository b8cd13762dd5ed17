package org.jdeploy.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.host.SignalNumbers;
import org.jdeploy.runtime.supervise.Exit;
import org.jdeploy.runtime.supervise.InstanceView;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jdeploy.runtime.supervise.State;

/** Whether nothing is left to be done, and how it went as an exit code. Pure. */
final class WorkDone {
  private static final int FAILED = 1;
  private static final int KILLED = 128;

  private WorkDone() {}

  /**
   * The worst exit code of all instances, 128 and the signal's number for those that were killed;
   * empty while something runs or is to be started, and while there are no programs.
   */
  static OptionalInt worst(List<ProgramView> programs) {
    int worst = 0;
    boolean some = false;
    for (ProgramView program : programs) {
      for (InstanceView instance : program.instances()) {
        some = true;
        switch (instance.state()) {
          case STARTING, RUNNING, BACKOFF, STOPPING -> {
            return OptionalInt.empty();
          }
          case STOPPED, EXITED, FATAL -> {
            boolean fatal = instance.state() == State.FATAL;
            worst = Math.max(worst, Math.max(code(instance.lastExit()), fatal ? FAILED : 0));
          }
        }
      }
    }
    return some ? OptionalInt.of(worst) : OptionalInt.empty();
  }

  private static int code(Optional<Exit> exit) {
    return exit.map(how ->
            switch (how) {
              case Exit.Code(int status) -> status;
              case Exit.Killed(String signal) -> KILLED + SignalNumbers.of(signal);
              case Exit.Unknown() -> FAILED;
            })
        .orElse(0);
  }
}
