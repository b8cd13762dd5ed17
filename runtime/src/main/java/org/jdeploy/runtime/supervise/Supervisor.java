package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole core: what it hears goes in, what it wants done comes out.
 *
 * <p>Not thread-safe: one thread owns it. Time is monotonic and passed in; the owner sends {@link
 * Event.Tick} once {@link #deadline} has come.
 */
public final class Supervisor {

  /**
   * @param lastGeneration the highest {@link Run#generation} ever used in this home; new runs come
   *     after it, and after every adopted one
   */
  public Supervisor(long lastGeneration) {}

  /** Takes an event in and tells what is to be done now, in order. */
  public List<Action> on(Event event, Instant now) {
    return List.of();
  }

  /** When {@link Event.Tick} is wanted, at the latest; empty when there is nothing to wait for. */
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  /** All programs, by name. */
  public List<ProgramView> programs() {
    return List.of();
  }

  public Optional<ProgramView> program(String name) {
    return Optional.empty();
  }
}
