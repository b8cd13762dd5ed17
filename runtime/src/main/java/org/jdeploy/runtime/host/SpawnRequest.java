package org.jdeploy.runtime.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to start. It leads its own session and process group, has an empty signal mask, default
 * signal dispositions, and no descriptors but those named here, which stay open in the caller.
 *
 * @param executable absolute, or relative to the directory; see {@link Executables#find}
 * @param argv with the name of the program as its first word
 * @param environment all of it: nothing is inherited
 * @param directory working directory; its links are resolved now
 * @param stdin as for stdout and stderr, {@link #DEV_NULL} is allowed
 * @param extra become descriptors 3, 4, …
 * @param conditions user, limits and the like
 */
public record SpawnRequest(
    Path executable,
    List<String> argv,
    Map<String, String> environment,
    Path directory,
    int stdin,
    int stdout,
    int stderr,
    List<Integer> extra,
    Conditions conditions) {

  /** In the place of a descriptor: the process gets {@code /dev/null}. */
  public static final int DEV_NULL = -1;

  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    extra = List.copyOf(extra);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv is empty");
    }
  }

  /** For a process that runs as we do. */
  public SpawnRequest(
      Path executable,
      List<String> argv,
      Map<String, String> environment,
      Path directory,
      int stdin,
      int stdout,
      int stderr,
      List<Integer> extra) {
    this(executable, argv, environment, directory, stdin, stdout, stderr, extra, Conditions.OURS);
  }
}
