package org.jdeploy.runtime.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes a program what its file says: first replaces what runs with something else, then takes the
 * specification in force, then starts or stops instances. If the replacement fails, the former
 * specification stays in force.
 */
final class ApplyOperation extends Operation {
  private final ProgramSpec spec;
  private final boolean reload;
  private final List<String> messages = new ArrayList<>();
  private final Arrival arrival = new Arrival();
  private @Nullable Rollout rollout;
  private @Nullable Resize resize;

  ApplyOperation(OperationId id, ProgramSpec spec, boolean reload) {
    super(id, OptionalInt.empty());
    this.spec = spec;
    this.reload = reload;
  }

  ProgramSpec spec() {
    return spec;
  }

  @Override
  boolean isUrgent() {
    return false;
  }

  @Override
  String verb() {
    return "apply";
  }

  @Override
  boolean isReloading() {
    return rollout != null;
  }

  @Override
  void begin(ProgramMachine program, Turn turn) {
    if (program.define()) {
      messages.add("defined");
      turn.announce("define", program.name(), "defined");
      if (spec.autostart()) {
        startAll(program, turn);
      }
      return;
    }
    List<InstanceMachine> outdated =
        program.slots(OptionalInt.empty()).stream()
            .filter(slot -> slot.instance().slot() < spec.instances() || !changesCount(program))
            .filter(slot -> isOutdated(slot, program))
            .toList();
    Rollout replacement = new Rollout(new Launch(spec), outdated, 1);
    if (replacement.isEmpty()) {
      settle(program, turn);
    } else {
      rollout = replacement;
      replacement.begin(program, turn);
    }
  }

  private boolean isOutdated(InstanceMachine slot, ProgramMachine program) {
    Life life = slot.processes().current();
    boolean otherRuns = life != null && !Replacement.same(life.spec(), spec);
    return reload || otherRuns || !Replacement.same(program.spec(), spec);
  }

  private boolean changesCount(ProgramMachine program) {
    return spec.instances() != program.spec().instances();
  }

  /** What runs is what the specification says; now the specification itself and the count. */
  private void settle(ProgramMachine program, Turn turn) {
    ProgramSpec before = program.spec();
    boolean changed = !before.equals(spec);
    boolean otherCount = changesCount(program) && spec.instances() != program.target();
    program.spec(spec);
    if (changed) {
      turn.announce("define", program.name(), "specification changed");
      turn.add(new Action.Changed(spec));
    }
    if (changed && messages.isEmpty() && !otherCount) {
      messages.add("changed");
    }
    if (otherCount) {
      resize = new Resize();
      resize.begin(program, spec.instances(), turn);
    }
    if (program.wanted() == ProgramMachine.Wanted.NOT_STARTED && spec.autostart()) {
      startAll(program, turn);
    }
  }

  private void startAll(ProgramMachine program, Turn turn) {
    program.wanted(ProgramMachine.Wanted.UP);
    List<InstanceMachine> slots =
        program.slots(OptionalInt.empty()).stream()
            .filter(slot -> !slot.isStoppedByOperator())
            .toList();
    for (InstanceMachine slot : slots) {
      arrival.await(slot);
      slot.start(new Launch(spec), turn);
    }
    messages.add("started " + Words.instances(slots.size()));
  }

  @Override
  Optional<Outcome> advance(ProgramMachine program, Turn turn) {
    if (rollout != null) {
      Optional<Outcome> outcome = rollout.advance(program, turn);
      if (outcome.isEmpty()) {
        return Optional.empty();
      }
      switch (outcome.get()) {
        case Outcome.Failed failed -> {
          return Optional.of(keepsFormer(failed, program));
        }
        case Outcome.Done(String message) -> messages.add(message);
      }
      rollout = null;
      settle(program, turn);
    }
    Optional<Fault> fault = arrival.look();
    if (fault.isPresent()) {
      return failed(fault.get(), program.prospect(fault.get()));
    }
    if (!arrival.isEmpty()) {
      return Optional.empty();
    }
    if (resize != null) {
      Optional<Outcome> outcome = resize.advance(program);
      if (outcome.isEmpty() || outcome.get() instanceof Outcome.Failed) {
        return outcome;
      }
      messages.add(outcome.get().message());
    }
    return done(messages.isEmpty() ? "unchanged" : Words.join(messages));
  }

  private Outcome keepsFormer(Outcome.Failed failed, ProgramMachine program) {
    return Replacement.same(program.spec(), spec)
        ? failed
        : new Outcome.Failed(
            failed.message() + "; the former specification stays in force", failed.run());
  }

  @Override
  void cancel(ProgramMachine program, Turn turn) {
    if (rollout != null) {
      rollout.cancel(turn);
    }
  }
}
