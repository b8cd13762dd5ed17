package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Has the action carried out before all the others of this turn. */
  void addFirst(Action action) {
    actions.addFirst(action);
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
