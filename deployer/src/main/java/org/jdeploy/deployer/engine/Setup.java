package org.jdeploy.deployer.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdeploy.deployer.plan.Commands;
import org.jdeploy.deployer.plan.Step;

/** Prepares servers: directories, jpm once per version, its daemon. */
final class Setup {
  private final Session session;
  private final SetupRequest request;
  private final Map<Path, String> hashes = new ConcurrentHashMap<>();
  private final long start = System.nanoTime();

  Setup(Session session, SetupRequest request) {
    this.session = session;
    this.request = request;
  }

  DeployReport run() {
    session.connect();
    boolean done =
        session.events.phase(
            EngineEvent.Stage.SETUP,
            "Set up",
            Session.names(session.reached()),
            () ->
                Parallel.map(session.hosts(), session.options.inFlight(), this::host).stream()
                    .allMatch(problem -> problem.isEmpty()));
    boolean unreachable = session.hosts().stream().anyMatch(host -> host.shell == null);
    return Reports.of(
        session,
        done ? 0 : unreachable ? 5 : 1,
        done ? "all servers are ready" : "not all servers are ready",
        "",
        "",
        false,
        Duration.ofNanos(System.nanoTime() - start),
        List.of());
  }

  private Optional<String> host(Host host) {
    Optional<String> problem = host.shell == null ? Optional.of(host.message) : set(host);
    problem.ifPresent(text -> session.events.state(host, HostState.FAILED, text));
    return problem;
  }

  private Optional<String> set(Host host) {
    Outcome asked = session.ask(host, "setup", Optional.empty());
    if (!asked.done()) {
      return StepRunner.problem(asked);
    }
    List<Step> steps = new ArrayList<>(List.of(Commands.directories(host.server)));
    if (!host.server.programs().members().isEmpty()) {
      String machine = host.facts().machine();
      Optional<Path> file = request.distribution().apply(machine);
      if (file.isEmpty()) {
        return Optional.of("there is no jpm for " + machine + " in this distribution of jdeploy");
      }
      String hash = hashes.computeIfAbsent(file.get(), Setup::sha256);
      session.payloads.distribution(hash, file.get());
      if (!host.facts().jpm().equals(Optional.of(Commands.version(hash)))) {
        steps.addAll(missing(host, hash) ? List.of(Commands.distribution(hash)) : List.of());
      }
      steps.addAll(Commands.activate(hash));
    }
    for (Step step : steps) {
      session.interruption.check();
      Outcome outcome = session.runner.run(host, step);
      if (outcome instanceof Outcome.Failed failed) {
        host.output = failed.output();
      }
      if (!outcome.done()) {
        return StepRunner.problem(outcome);
      }
    }
    session.events.state(host, host.state, "ready");
    return Optional.empty();
  }

  private boolean missing(Host host, String hash) {
    return !session.runner.quietly(host, Commands.hasVersion(hash)).done();
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
      digest.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (IOException e) {
      throw new EngineException(1, "cannot read " + file);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
