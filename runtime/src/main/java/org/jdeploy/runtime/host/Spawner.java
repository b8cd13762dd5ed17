package org.jdeploy.runtime.host;

import static org.jdeploy.runtime.host.Libc.Function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts processes by posix_spawn(3): no fork of our memory, no helper program. */
final class Spawner {
  private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final int POSIX_SPAWN_SETSID = 0x80;

  // sizes in glibc's headers, the same on both machines, and some room
  private static final int ATTRIBUTES = 512;
  private static final int ACTIONS = 128;
  private static final int SIGSET = 128;

  /** Sources are moved out of the way first: no dup2 may overwrite one that is still needed. */
  private static final int LIFTED = 100;

  private Spawner() {}

  static Spawned spawn(SpawnRequest request) {
    List<Integer> opened = new ArrayList<>();
    try {
      int directory = openDirectory(request.directory());
      opened.add(directory);
      List<Integer> sources = lift(request, opened);
      Path resolved = Files.readSymbolicLink(Path.of("/proc/self/fd/" + directory));
      return start(request, resolved, directory, sources);
    } catch (HostException e) {
      throw new SpawnException(
          "cannot start " + request.executable() + ": " + SpawnFailure.resource(e));
    } catch (IOException e) {
      throw new SpawnException(
          "cannot resolve the working directory " + request.directory() + ": " + e.getMessage());
    } finally {
      opened.forEach(Descriptors::close);
    }
  }

  private static int openDirectory(Path directory) {
    int fd = Descriptors.tryOpen(directory, Set.of(OpenFlag.PATH, OpenFlag.DIRECTORY), 0);
    if (fd < 0) {
      throw new SpawnException(SpawnFailure.directory(directory, -fd));
    }
    return fd;
  }

  private static List<Integer> lift(SpawnRequest request, List<Integer> opened) {
    List<Integer> wanted = new ArrayList<>();
    wanted.add(request.stdin());
    wanted.add(request.stdout());
    wanted.add(request.stderr());
    wanted.addAll(request.extra());
    int lowest = Math.max(LIFTED, wanted.size());
    List<Integer> sources = new ArrayList<>();
    for (int fd : wanted) {
      int lifted =
          fd == SpawnRequest.DEV_NULL ? nothing(lowest) : Descriptors.duplicate(fd, lowest);
      opened.add(lifted);
      sources.add(lifted);
    }
    return sources;
  }

  private static int nothing(int lowest) {
    Path path = Path.of("/dev/null");
    int fd =
        Libc.check(
            Descriptors.tryOpen(path, Set.of(OpenFlag.READ, OpenFlag.WRITE), 0),
            "cannot open " + path);
    try {
      return Descriptors.duplicate(fd, lowest);
    } finally {
      Descriptors.close(fd);
    }
  }

  private static Spawned start(
      SpawnRequest request, Path resolved, int directory, List<Integer> sources) {
    Conditions conditions = request.conditions();
    int pid =
        OomScore.with(
            conditions.oomScoreAdj(),
            () -> Disguise.as(conditions, () -> posixSpawn(request, resolved, directory, sources)));
    Spawned spawned = spawned(pid, resolved);
    if (conditions.needsGate()) {
      pass(spawned, conditions);
    } else {
      conditions.cgroup().ifPresent(cgroup -> Gate.move(pid, cgroup));
    }
    return spawned;
  }

  private static void pass(Spawned spawned, Conditions conditions) {
    try {
      Gate.pass(spawned.pid(), spawned.pidfd(), conditions);
    } catch (RuntimeException e) {
      Descriptors.close(spawned.pidfd());
      Processes.discard(spawned.pid());
      throw e;
    }
  }

  private static int posixSpawn(
      SpawnRequest request, Path resolved, int directory, List<Integer> sources) {
    Path executable = resolved.resolve(request.executable());
    boolean gated = request.conditions().needsGate();
    if (gated) {
      SpawnFailure.foreseen(executable, resolved)
          .ifPresent(sentence -> {
            throw refused(request, sentence);
          });
    }
    Path first = gated ? Gate.SHELL : executable;
    List<String> argv = gated ? Gate.argv(executable, request.argv()) : request.argv();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      MemorySegment actions = arena.allocate(ACTIONS, 8);
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      attributes(arena, attributes.address());
      actions(actions.address(), directory, sources);
      int error =
          Libc.call(
              Function.POSIX_SPAWN,
              pid.address(),
              Libc.string(arena, first.toString()).address(),
              actions.address(),
              attributes.address(),
              strings(arena, argv).address(),
              strings(arena, environment(request.environment())).address());
      Libc.call(Function.POSIX_SPAWN_FILE_ACTIONS_DESTROY, actions.address());
      Libc.call(Function.POSIX_SPAWNATTR_DESTROY, attributes.address());
      if (error != 0) {
        throw refused(request, SpawnFailure.executable(executable, resolved, error));
      }
      return pid.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private static SpawnException refused(SpawnRequest request, String sentence) {
    return new SpawnException(
        sentence
            + request
                .conditions()
                .user()
                .map(user -> " (it is to run as " + user.name() + ")")
                .orElse(""));
  }

  private static void attributes(Arena arena, long attributes) {
    // not by sigfillset(3): that leaves out two signals which glibc then has the child ignore
    long all = arena.allocate(SIGSET, 8).fill((byte) 0xff).address();
    long none = arena.allocate(SIGSET, 8).address();
    Libc.call(Function.POSIX_SPAWNATTR_INIT, attributes);
    Libc.call(Function.POSIX_SPAWNATTR_SETSIGDEFAULT, attributes, all);
    Libc.call(Function.POSIX_SPAWNATTR_SETSIGMASK, attributes, none);
    Libc.call(
        Function.POSIX_SPAWNATTR_SETFLAGS,
        attributes,
        POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  private static void actions(long actions, int directory, List<Integer> sources) {
    Libc.call(Function.POSIX_SPAWN_FILE_ACTIONS_INIT, actions);
    for (int target = 0; target < sources.size(); target++) {
      added(
          Libc.call(
              Function.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2, actions, sources.get(target), target));
    }
    added(Libc.call(Function.POSIX_SPAWN_FILE_ACTIONS_ADDFCHDIR_NP, actions, directory));
    // last: before it, the directory is still needed
    added(Libc.call(Function.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP, actions, sources.size()));
  }

  private static void added(int error) {
    Libc.check(-error, "cannot prepare a process"); // these functions return the error
  }

  private static List<String> environment(Map<String, String> variables) {
    List<String> result = new ArrayList<>(variables.size());
    variables.forEach((name, value) -> result.add(name + "=" + value));
    return result;
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1);
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).indexOf(0) >= 0) {
        throw new SpawnException("arguments and environment cannot contain a NUL character");
      }
      array.setAtIndex(ValueLayout.JAVA_LONG, i, Libc.string(arena, texts.get(i)).address());
    }
    return array;
  }

  /** The pid is ours until we wait for it, so nothing here can mean another process. */
  private static Spawned spawned(int pid, Path resolved) {
    try {
      int pidfd = Processes.pidfdOpen(pid);
      long startTime = Proc.stat(pid).map(ProcStat::startTime).orElse(0L);
      return new Spawned(pid, pidfd, resolved, startTime);
    } catch (HostException e) {
      Processes.discard(pid);
      throw e;
    }
  }
}
