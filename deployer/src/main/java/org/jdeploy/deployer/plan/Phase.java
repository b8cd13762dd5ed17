package org.jdeploy.deployer.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A part of a plan; it begins when the one before has ended on every server.
 *
 * @param waves groups of servers that go at the same time, one group after the other
 */
public record Phase(Name name, List<Wave> waves) {
  public Phase {
    waves = List.copyOf(waves);
  }

  /** The parts of a deploy, in order. */
  public enum Name {
    PREPARE,
    BARRIER,
    PUBLISH,
    CONFIRM,
    FINISH
  }

  /** Servers in this phase, each once, in order. */
  public List<String> servers() {
    LinkedHashSet<String> servers = new LinkedHashSet<>();
    waves.forEach(wave -> wave.steps().keySet().forEach(servers::add));
    return new ArrayList<>(servers);
  }
}
