package org.jdeploy.runtime.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to do something to some programs. */
record Operation(
    String verb,
    List<String> targets,
    int parallel,
    Optional<Duration> timeout,
    Optional<String> instances,
    boolean await) {
  static final String TARGETS =
      "A program (blogd), an instance (blogd:2), all, or a pattern (/blog.*/).";

  Operation(String verb, List<String> targets, boolean await) {
    this(verb, targets, 1, Optional.empty(), Optional.empty(), await);
  }

  int run(Session session, boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("verb", verb);
    body.put("targets", targets);
    body.put("parallel", parallel);
    body.put("wait", await);
    timeout.ifPresent(limit -> body.put("timeoutMillis", limit.toMillis()));
    instances.ifPresent(number -> body.put("instances", number));
    session.ensureDaemon();
    return new Lines(session, json).post(session.client(), "/v1/operations", body);
  }
}
