package org.jdeploy.deployer.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.plan.HostFacts;
import org.jdeploy.deployer.plan.Opening;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.recipe.Flow;
import org.jdeploy.deployer.ssh.ConnectFailure;
import org.jdeploy.deployer.ssh.RemoteShell;
import org.jdeploy.deployer.ssh.Transport;

/** The servers of one operation and the way to them. */
final class Session implements AutoCloseable {
  final Fleet fleet;
  final Flow flow;
  final Events events;
  final SecretValues secrets;
  final Payloads payloads;
  final StepRunner runner;
  final EngineOptions options;
  final Interruption interruption;
  private final Transport transport;
  private final List<Host> hosts;

  Session(
      Fleet fleet,
      Flow flow,
      Payloads payloads,
      Transport transport,
      Events events,
      EngineOptions options,
      Interruption interruption) {
    this.fleet = fleet;
    this.flow = flow;
    this.events = events;
    this.payloads = payloads;
    this.transport = transport;
    this.options = options;
    this.interruption = interruption;
    this.secrets = new SecretValues(stage().secrets(), stage().baseDirectory());
    this.runner = new StepRunner(events, secrets, payloads);
    this.hosts = fleet.servers().stream().map(Host::new).toList();
  }

  Stage stage() {
    return fleet.stage();
  }

  /** All servers that were selected. */
  List<Host> hosts() {
    return hosts;
  }

  /** Those that were reached. */
  List<Host> reached() {
    return hosts.stream().filter(host -> host.shell != null).toList();
  }

  Host host(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no server " + name));
  }

  static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  /** Connects to all at once; why some were not reached stays with them. */
  void connect() {
    events.phase(
        EngineEvent.Stage.CONNECT,
        "Connect",
        names(hosts),
        () -> {
          Parallel.map(
              hosts,
              options.inFlight(),
              host -> {
                if (!interruption.asked()) {
                  connect(host);
                }
                return host;
              });
          return reached().size() == hosts.size();
        });
    interruption.check();
  }

  private void connect(Host host) {
    events.say(new EngineEvent.StepStarted(host.name(), "connect", "Connect"));
    long start = System.nanoTime();
    Optional<String> problem = Optional.empty();
    try {
      RemoteShell shell = transport.connect(host.server);
      host.shell = shell;
      interruption.watch(shell);
      shell
          .hello()
          .filter(text -> !text.isBlank())
          .ifPresent(
              text -> events.warn(host.name(), "its start-up files print text: " + text.strip()));
    } catch (ConnectFailure e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
      host.message = String.valueOf(e.getMessage());
    }
    events.say(
        new EngineEvent.StepEnded(
            host.name(),
            "connect",
            "Connect",
            java.time.Duration.ofNanos(System.nanoTime() - start),
            problem));
  }

  /** A new connection in place of one that was lost; it knows the attempt but has no lock. */
  boolean reconnect(Host host, String attempt) {
    try {
      host.shell().close();
      host.shell = transport.connect(host.server);
    } catch (ConnectFailure e) {
      events.warn(host.name(), "cannot reconnect: " + e.getMessage());
      return false;
    }
    return ask(host, attempt, Optional.empty()).done();
  }

  /** The first message: environment, perhaps the lock, facts. */
  Outcome ask(Host host, String attempt, Optional<String> lock) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : Opening.secrets(stage(), host.server, flow)) {
      values.put(name, secrets.required(name));
    }
    Step step = Opening.step(stage(), host.server, flow, attempt, values, lock);
    Outcome outcome = runner.quietly(host, step);
    if (outcome instanceof Outcome.Done(List<String> output)) {
      if (output.stream().noneMatch("fact end"::equals)) {
        return new Outcome.Failed("facts", 1, "it did not answer all questions", output);
      }
      host.live(Opening.facts(host.server, output));
      output.stream()
          .filter(line -> line.startsWith("healed: "))
          .forEach(line -> events.warn(host.name(), line.substring("healed: ".length())));
      host.locked = lock.isPresent();
      if (host.locked) {
        host.shell().onEof("jd_gone", java.time.Duration.ofMinutes(1));
      }
    }
    return outcome;
  }

  Map<String, HostFacts> facts() {
    Map<String, HostFacts> facts = new LinkedHashMap<>();
    for (Host host : new ArrayList<>(reached())) {
      facts.put(host.name(), host.facts());
    }
    return facts;
  }

  @Override
  public void close() {
    Parallel.map(
        reached(),
        options.inFlight(),
        host -> {
          host.shell().close();
          return host;
        });
    payloads.close();
  }
}
