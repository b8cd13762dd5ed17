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
 * @param extra become descriptors 3, 4, …
 */
public record SpawnRequest(
    Path executable,
    List<String> argv,
    Map<String, String> environment,
    Path directory,
    int stdin,
    int stdout,
    int stderr,
    List<Integer> extra) {

  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    extra = List.copyOf(extra);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv is empty");
    }
  }
}
