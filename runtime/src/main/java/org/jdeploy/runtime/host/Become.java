package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Replaces the program that this process runs; see execve(2). */
final class Become {
  private static final int SIG_SETMASK = 2;
  private static final int SIGSET = 128;

  private Become() {}

  static void program(Path executable, List<String> argv, Map<String, String> environment) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = Libc.string(arena, executable.toString());
      MemorySegment words = Spawner.strings(arena, argv);
      MemorySegment variables = Spawner.strings(arena, Spawner.environment(environment));
      // what this thread blocks would stay blocked
      MemorySegment none = arena.allocate(SIGSET, 8);
      Libc.call(Function.PTHREAD_SIGMASK, SIG_SETMASK, none.address(), 0);
      Libc.check(
          Libc.call(Function.EXECVE, path.address(), words.address(), variables.address()),
          "cannot become " + executable);
    }
  }
}
