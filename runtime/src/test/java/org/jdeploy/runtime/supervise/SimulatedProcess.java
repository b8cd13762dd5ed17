package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jdeploy.runtime.program.ProgramSpec;

/** What the simulated host knows of one process, and what the core was told of it. */
final class SimulatedProcess {
  final Run run;
  final ProgramSpec spec;
  final Instant spawnedAt;
  final Set<String> listening = new TreeSet<>();

  /** The process exists. */
  boolean alive;

  /** The core heard that it exists. */
  boolean spawnTold;

  /** The core heard that it is ready. */
  boolean readyTold;

  /** The core heard that it is gone: no action may name it any more. */
  boolean goneTold;

  /** The core asked it to drain or to end. */
  boolean ending;

  SimulatedProcess(Run run, ProgramSpec spec, Instant spawnedAt) {
    this.run = run;
    this.spec = spec;
    this.spawnedAt = spawnedAt;
  }

  boolean serves() {
    return readyTold && !ending && !goneTold;
  }

  boolean canOverlapWith(ProgramSpec next) {
    return sharesSockets(spec) && sharesSockets(next);
  }

  private boolean sharesSockets(ProgramSpec one) {
    return one.cluster() || !one.listen().isEmpty() || (one.node() && !listening.isEmpty());
  }
}
