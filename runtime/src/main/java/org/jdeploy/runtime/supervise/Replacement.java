package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.function.Function;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * Compares specifications and processes: what needs a new process, and what can run side by side.
 */
final class Replacement {
  /** What a process cannot change while it lives. The rest applies at once. */
  private static final List<Function<ProgramSpec, Object>> NEED_A_NEW_PROCESS =
      List.of(
          ProgramSpec::command,
          ProgramSpec::directory,
          ProgramSpec::environment,
          ProgramSpec::environmentFile,
          ProgramSpec::cluster,
          ProgramSpec::node,
          ProgramSpec::listen,
          ProgramSpec::ready,
          ProgramSpec::watchdog,
          ProgramSpec::identity);

  private Replacement() {}

  /** Whether a process started with one specification is what the other one asks for. */
  static boolean same(ProgramSpec one, ProgramSpec other) {
    return NEED_A_NEW_PROCESS.stream().allMatch(part -> part.apply(one).equals(part.apply(other)));
  }

  /**
   * Whether a process may live beside its successor: both must take their sockets from jpmd instead
   * of binding them themselves, and there must be sockets (two copies of a queue worker may do
   * harm).
   */
  static boolean overlaps(Life old, ProgramSpec next) {
    return sharesSockets(old.spec(), old) && sharesSockets(next, old);
  }

  private static boolean sharesSockets(ProgramSpec spec, Life old) {
    return spec.cluster()
        || !spec.listen().isEmpty()
        || (spec.node() && !old.listening().isEmpty());
  }
}
