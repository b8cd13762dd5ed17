package org.jdeploy.runtime.supervise;

import java.util.List;
import java.util.function.Function;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * Compares specifications and processes: what needs a new process, and what can run side by side.
 */
public final class Replacement {
  /**
   * What a process cannot change while it lives. The rest applies at once.
   *
   * @param key what ProgramJson calls it
   */
  private record Part(String key, Function<ProgramSpec, Object> of) {}

  private static final List<Part> NEED_A_NEW_PROCESS =
      List.of(
          new Part("command", ProgramSpec::command),
          new Part("directory", ProgramSpec::directory),
          new Part("environment", ProgramSpec::environment),
          new Part("environmentFile", ProgramSpec::environmentFile),
          new Part("cluster", ProgramSpec::cluster),
          new Part("node", ProgramSpec::node),
          new Part("listen", ProgramSpec::listen),
          new Part("ready", ProgramSpec::ready),
          new Part("watchdog", ProgramSpec::watchdog),
          new Part("identity", ProgramSpec::identity),
          new Part("limits.openFiles", spec -> spec.limits().openFiles()),
          new Part("limits.processes", spec -> spec.limits().processes()),
          new Part("limits.core", spec -> spec.limits().core()),
          new Part("limits.cpu", spec -> spec.limits().cpu()),
          new Part("logs.to", spec -> spec.logs().to()),
          new Part("logs.mergeStderr", spec -> spec.logs().mergeStderr()));

  private Replacement() {}

  /**
   * Whether another value of the key is of use to new processes only.
   *
   * @param key dotted, as ProgramJson calls it: {@code limits.memory}
   */
  public static boolean isNeededFor(String key) {
    return NEED_A_NEW_PROCESS.stream()
        .anyMatch(part -> key.equals(part.key()) || key.startsWith(part.key() + "."));
  }

  /** Whether a process started with one specification is what the other one asks for. */
  static boolean same(ProgramSpec one, ProgramSpec other) {
    return NEED_A_NEW_PROCESS.stream()
        .allMatch(part -> part.of().apply(one).equals(part.of().apply(other)));
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
