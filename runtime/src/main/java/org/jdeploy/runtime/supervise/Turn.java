package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One event being handled: what time it is, and what is to be done about it. */
final class Turn {
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();

  Turn(Instant now) {
    this.now = now;
  }

  Instant now() {
    return now;
  }

  void add(Action action) {
    actions.add(action);
  }

  /** Steers before all other actions of this turn; only what was said last counts. */
  void steer(String program, Set<Integer> slots) {
    actions.removeIf(
        action -> action instanceof Action.Steer(var other, var _) && other.equals(program));
    actions.addFirst(new Action.Steer(program, slots));
  }

  void announce(String kind, String program, String text) {
    add(
        new Action.Announce(
            new Announcement(kind, program, Optional.empty(), Optional.empty(), text)));
  }

  void announce(String kind, Run run, String text) {
    add(
        new Action.Announce(
            new Announcement(kind, run.program(), Optional.of(run), Optional.empty(), text)));
  }

  List<Action> actions() {
    return List.copyOf(actions);
  }
}
