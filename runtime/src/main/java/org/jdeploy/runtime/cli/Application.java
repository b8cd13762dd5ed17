package org.jdeploy.runtime.cli;

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

/** A request to make reality match program files. */
record Application(
    Map<Path, List<ProgramSpec>> files,
    boolean reload,
    boolean prune,
    boolean dryRun,
    Optional<Duration> timeout,
    boolean await) {

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
    body.put("fresh", session.ensureDaemon());
    return new Lines(session, json).post(session.client(), "/v1/apply", body);
  }
}
