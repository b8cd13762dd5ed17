package org.jdeploy.runtime.supervise;

/**
 * One life of an instance: a single spawned process. During a reload two runs of an instance are
 * alive, the old and its successor.
 *
 * @param generation grows with each spawn of the daemon's home, never reused
 */
public record Run(Instance instance, long generation) {
  public String program() {
    return instance.program();
  }

  @Override
  public String toString() {
    return instance + "#" + generation;
  }
}
