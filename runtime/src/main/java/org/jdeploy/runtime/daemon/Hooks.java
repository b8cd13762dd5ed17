package org.jdeploy.runtime.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Action;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Hook;
import org.jdeploy.runtime.supervise.Run;

/**
 * Runs the hooks around a process's life; what they print goes to the program's log. Reactor thread
 * only.
 */
final class Hooks {
  private final LinuxHost host;
  private final Errands errands;
  private final Output output;
  private final RunFiles runs;
  private final Supervision supervision;
  private final Map<Run, Path> directories = new HashMap<>();
  private final Map<Run, Errands.Running> preparing = new HashMap<>();

  Hooks(LinuxHost host, Errands errands, Output output, RunFiles runs, Supervision supervision) {
    this.host = host;
    this.errands = errands;
    this.output = output;
    this.runs = runs;
    this.supervision = supervision;
  }

  /** A process, new or taken over: its hooks run where it runs, wherever links lead later. */
  void watch(LiveProcess process) {
    if (!process.cwd.isEmpty() && hasSome(process.spec.hooks())) {
      directories.put(process.run, Path.of(process.cwd));
    }
  }

  private static boolean hasSome(ProgramSpec.Hooks hooks) {
    return hooks.postStart().isPresent()
        || hooks.preStop().isPresent()
        || hooks.postExit().isPresent();
  }

  /** Only what comes after its end may still be run for it. */
  void ended(LiveProcess process) {
    if (process.spec.hooks().postExit().isEmpty()) {
      directories.remove(process.run);
    }
  }

  /**
   * @param several log files are named with the slot
   */
  void run(Action.RunHook action, boolean several) {
    Run run = action.run();
    ProgramSpec spec = action.spec();
    try (Descriptors ours = new Descriptors(host)) {
      Output.Streams streams =
          output.open(RunRecord.intent(run, spec, "", runs.bootId(), several), ours);
      Map<String, String> more = new LinkedHashMap<>();
      more.put("JPM_HOOK", action.hook().key());
      more.put("JPM_PROGRAM", run.program());
      more.put("JPM_INSTANCE", String.valueOf(run.instance().slot()));
      more.putAll(action.environment());
      Errands.Running running =
          errands.run(
              new Errands.Errand(
                  purpose(action.hook()),
                  command(spec, action.hook()),
                  spec,
                  run.instance(),
                  directory(run, spec),
                  more,
                  spec.hooks().timeout(),
                  Optional.of(streams)),
              failure -> ended(run, action.hook(), failure));
      if (action.hook() == Hook.PRE_START) {
        preparing.put(run, running);
      } else if (action.hook() == Hook.POST_EXIT) {
        directories.remove(run);
      }
    } catch (HostException e) {
      ended(run, action.hook(), Optional.of("cannot be run: " + e.getMessage()));
    }
  }

  private void ended(Run run, Hook hook, Optional<String> failure) {
    if (hook == Hook.PRE_START) {
      preparing.remove(run);
    }
    supervision.on(new Event.HookEnded(run, hook, failure));
  }

  /** Whether the run was still being prepared: it will not begin. */
  boolean kill(Run run) {
    Errands.Running running = preparing.remove(run);
    if (running == null) {
      return false;
    }
    running.cancel();
    supervision.on(new Event.HookEnded(run, Hook.PRE_START, Optional.of("was killed")));
    return true;
  }

  private Path directory(Run run, ProgramSpec spec) {
    Path own = directories.get(run);
    return own != null && Files.isDirectory(own) ? own : spec.directory();
  }

  private static Errands.Purpose purpose(Hook hook) {
    return switch (hook) {
      case PRE_START, PRE_STOP -> Errands.Purpose.AWAITED;
      case POST_START, POST_EXIT -> Errands.Purpose.DETACHED;
    };
  }

  private static String command(ProgramSpec spec, Hook hook) {
    ProgramSpec.Hooks hooks = spec.hooks();
    Optional<String> command =
        switch (hook) {
          case PRE_START -> hooks.preStart();
          case POST_START -> hooks.postStart();
          case PRE_STOP -> hooks.preStop();
          case POST_EXIT -> hooks.postExit();
        };
    return command.orElse(":");
  }
}
