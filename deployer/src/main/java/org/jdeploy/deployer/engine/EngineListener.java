package org.jdeploy.deployer.engine;

/** Hears what happens. Called from many threads, never by two at once. */
@FunctionalInterface
public interface EngineListener {
  /** Hears nothing. */
  EngineListener NONE = _ -> {};

  void on(EngineEvent event);
}
