package org.jdeploy.deployer.engine;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Hands events to the listener, one at a time. */
final class Events {
  private final EngineListener listener;
  private final ReentrantLock lock = new ReentrantLock();

  Events(EngineListener listener) {
    this.listener = listener;
  }

  void say(EngineEvent event) {
    lock.lock();
    try {
      listener.on(event);
    } finally {
      lock.unlock();
    }
  }

  void note(String host, String text) {
    say(new EngineEvent.Note(host, false, text));
  }

  void warn(String host, String text) {
    say(new EngineEvent.Note(host, true, text));
  }

  void state(Host host, HostState state, String message) {
    host.state = state;
    host.message = message;
    say(new EngineEvent.HostChanged(host.name(), state, message));
  }

  /** A phase around some work that says whether it succeeded. */
  boolean phase(EngineEvent.Stage phase, String title, List<String> hosts, BooleanSupplier work) {
    say(new EngineEvent.PhaseStarted(phase, title, hosts));
    long start = System.nanoTime();
    boolean success = false;
    try {
      success = work.getAsBoolean();
    } finally {
      say(
          new EngineEvent.PhaseEnded(
              phase, title, success, java.time.Duration.ofNanos(System.nanoTime() - start)));
    }
    return success;
  }
}
