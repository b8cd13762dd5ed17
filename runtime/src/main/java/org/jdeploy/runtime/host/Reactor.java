package org.jdeploy.runtime.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One thread that waits for descriptors, timers and tasks, and runs what was asked for. {@link
 * #post} and {@link #close} may be called from any thread, all else from the thread in {@link #run}
 * or before it.
 */
public final class Reactor implements AutoCloseable {

  /**
   * @param failures told what a task, timer or handler threw; the reactor goes on
   */
  public Reactor(InstantSource clock, Consumer<Throwable> failures) {}

  /**
   * Runs the handler whenever the descriptor is ready (again and again while it stays so), until
   * {@link #unwatch}. A second call replaces interest and handler.
   */
  public void watch(int fd, Interest interest, Runnable handler) {
    Pending.body();
  }

  /** To be called before the descriptor is closed; one that is not watched is ignored. */
  public void unwatch(int fd) {
    Pending.body();
  }

  /** Runs a task on the reactor's thread, in the order of posting. Dropped after the close. */
  public void post(Runnable task) {
    Pending.body();
  }

  /** Runs a task once, when the clock has come to the instant. */
  public Timer schedule(Instant when, Runnable task) {
    return Pending.body();
  }

  /**
   * Asks for a deadline whenever it is about to wait, and runs the task when that has come: for
   * what moves its deadline with each event.
   */
  public void deadline(Supplier<Optional<Instant>> deadline, Runnable task) {
    Pending.body();
  }

  /** Works until {@link #close}, on the calling thread. */
  public void run() {
    Pending.body();
  }

  /** Ends {@link #run} after the task at hand; waits for that unless called by it. */
  @Override
  public void close() {
    Pending.body();
  }

  /** Something scheduled. */
  public interface Timer {
    /** From the reactor's thread; nothing happens when it has run. */
    void cancel();
  }
}
