package org.jdeploy.runtime.supervise;

import java.time.Instant;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** What is held against a process that runs, and what becomes of it. */
final class Complaints {
  private final InstanceMachine slot;

  /** It was to be replaced because of its memory: not again before. */
  private @Nullable Instant patientUntil;

  Complaints(InstanceMachine slot) {
    this.slot = slot;
  }

  void unhealthy(Life life, String reason, Turn turn) {
    if (!counts(life)) {
      return;
    }
    turn.announce("health", life.run(), "unhealthy: " + reason);
    boolean onlyTold =
        slot.spec()
            .health()
            .map(health -> health.onFailure() == ProgramSpec.Health.OnFailure.REPORT)
            .orElse(false);
    if (onlyTold || !mayRestart()) {
      slot.describe("unhealthy: " + reason);
    } else if (slot.processes().successor() == null) {
      slot.fail(life, "was unhealthy: " + reason, turn);
    }
  }

  void healthy(Life life, Turn turn) {
    if (counts(life)) {
      turn.announce("health", life.run(), "healthy again");
      slot.describe("ready");
    }
  }

  void watchdogMissed(Life life, String reason, Turn turn) {
    if (!counts(life)) {
      return;
    }
    turn.announce("health", life.run(), "watchdog: " + reason);
    if (!mayRestart()) {
      slot.describe("watchdog: " + reason);
    } else if (slot.processes().successor() == null) {
      slot.fail(life, "missed its watchdog: " + reason, turn);
    }
  }

  /** Another process takes its place: beside it if possible, so that no request is lost. */
  void overMemory(Life life, String reason, Turn turn) {
    boolean underWay = slot.processes().successor() != null || !slot.processes().former().isEmpty();
    boolean tooSoon = patientUntil != null && patientUntil.isAfter(turn.now());
    if (!counts(life) || underWay || tooSoon) {
      return;
    }
    turn.announce("memory", life.run(), "over its memory limit: " + reason);
    if (mayRestart() && slot.processes().canBeSucceeded(slot.spec())) {
      Launch launch = new Launch(slot.spec());
      patientUntil =
          turn.now().plus(launch.readyWithin()).plus(slot.spec().restart().backoff().max());
      slot.succeed(life, launch, turn);
    } else {
      slot.retire(life, "was over its memory limit: " + reason, turn);
    }
  }

  private boolean counts(Life life) {
    return life == slot.processes().current() && slot.state() == State.RUNNING;
  }

  private boolean mayRestart() {
    return slot.spec().restart().when() != ProgramSpec.Autorestart.NEVER;
  }
}
