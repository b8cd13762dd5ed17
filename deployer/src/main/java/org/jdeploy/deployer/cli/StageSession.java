package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.config.Overrides;
import org.jdeploy.deployer.config.Server;
import org.jdeploy.deployer.config.Stage;
import org.jdeploy.deployer.engine.Engine;
import org.jdeploy.deployer.engine.EngineListener;
import org.jdeploy.deployer.engine.EngineOptions;
import org.jdeploy.deployer.engine.Fleet;
import org.jdeploy.deployer.ssh.MinaTransport;
import org.jdeploy.deployer.ssh.Transport;

/** A stage, its selected servers and the way to them, for one command. */
final class StageSession implements AutoCloseable {
  private final Stage stage;
  private final Fleet fleet;
  private final Output output;
  private final Transport transport;
  private final List<Interrupts.Registration> registrations = new ArrayList<>();

  private StageSession(Stage stage, Fleet fleet, Output output, Transport transport) {
    this.stage = stage;
    this.fleet = fleet;
    this.output = output;
    this.transport = transport;
  }

  /** Reads deploy.json and chooses servers; connects to nothing yet. */
  static StageSession open(String name, StageOptions options, Surroundings surroundings) {
    return open(name, options, options.config.overrides(Optional.empty()), surroundings);
  }

  static StageSession open(
      String name, StageOptions options, Overrides overrides, Surroundings surroundings) {
    Stage stage = options.config.load().stage(name, overrides);
    Fleet fleet = new Fleet(stage, stage.select(options.filter.filter()), Person.name());
    Output output = Output.open(surroundings, options.output);
    return new StageSession(stage, fleet, output, new MinaTransport());
  }

  Stage stage() {
    return stage;
  }

  Fleet fleet() {
    return fleet;
  }

  Output output() {
    return output;
  }

  /** An engine that Ctrl-C interrupts. */
  Engine engine(EngineListener listener) {
    Engine engine = new Engine(transport, listener, EngineOptions.DEFAULT);
    registrations.add(
        Interrupts.handle(() -> {
          output.problem("jdeploy: interrupted, putting things in order ...");
          engine.interrupt();
        }));
    return engine;
  }

  /** The selected servers, for a sentence. */
  String servers() {
    return String.join(", ", fleet.servers().stream().map(Server::name).toList());
  }

  @Override
  public void close() {
    registrations.forEach(Interrupts.Registration::close);
    transport.close();
    output.close();
  }
}
