package org.jdeploy.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramJson;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * A request to make reality match program files.
 *
 * @param place the directory that was meant as a whole
 * @param broken files in it whose programs stay as they are
 */
record Application(
    Map<Path, List<ProgramSpec>> files,
    boolean reload,
    boolean prune,
    boolean dryRun,
    Optional<Duration> timeout,
    boolean await,
    Optional<Path> place,
    List<Path> broken) {

  Application(
      Map<Path, List<ProgramSpec>> files,
      boolean reload,
      boolean prune,
      boolean dryRun,
      Optional<Duration> timeout,
      boolean await) {
    this(files, reload, prune, dryRun, timeout, await, Optional.empty(), List.of());
  }

  /**
   * The same for all files of a directory.
   *
   * @param where a directory; files that are no longer in it are pruned, too
   * @param without those of its files that cannot be read
   */
  Application within(Path where, List<Path> without) {
    return new Application(
        files,
        reload,
        prune,
        dryRun,
        timeout,
        await,
        Optional.of(where).filter(Files::isDirectory),
        without);
  }

  int run(Session session, boolean json) {
    List<Object> sources = new ArrayList<>();
    files.forEach((source, programs) ->
        sources.add(
            Map.of(
                "source",
                source.toString(),
                "programs",
                programs.stream().map(ProgramJson::write).toList())));
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("files", sources);
    body.put("reload", reload);
    body.put("prune", prune);
    body.put("dryRun", dryRun);
    body.put("wait", await);
    timeout.ifPresent(limit -> body.put("timeoutMillis", limit.toMillis()));
    place.ifPresent(where -> body.put("directory", where.toAbsolutePath().normalize().toString()));
    body.put("broken", broken.stream().map(Path::toString).toList());
    body.put("fresh", session.ensureDaemon());
    return new Lines(session, json).post(session.client(), "/v1/apply", body);
  }
}
