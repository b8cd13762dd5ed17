package org.jdeploy.runtime.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jdeploy.runtime.client.Fields;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jpm shutdown}: ends the daemon. */
@Command(
    name = "shutdown",
    description = "Stop all programs, then jpmd.",
    footer = {"", "Example: jpm shutdown --keep-programs"})
final class ShutdownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 20;

  private final Session session;

  @Option(
      names = "--keep-programs",
      description = "Leave programs running for the next jpmd, which takes them over.")
  private boolean keepPrograms;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  ShutdownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    long pid = Fields.of(session.client().get("/v1/version")).number("pid");
    Optional<ProcessHandle> daemon = ProcessHandle.of(pid);
    Optional<ProcessHandle> guard =
        daemon.flatMap(ProcessHandle::parent).filter(ShutdownCommand::isGuard);
    int code =
        new Lines(session, json)
            .post(session.client(), "/v1/shutdown", Map.of("keepPrograms", keepPrograms));
    if (daemon.isPresent()) {
      daemon.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    if (guard.isPresent()) {
      guard.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    return code;
  }

  /** It ends by itself; when we are done nothing is to be left. */
  private static boolean isGuard(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(word -> word.endsWith("/jpmd-guard"));
  }
}
