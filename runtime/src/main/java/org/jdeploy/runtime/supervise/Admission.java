package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose turn it is to start, among all that are to: first what is required by others and
 * what others come after, then by priority; not too many at once.
 */
final class Admission {
  /**
   * So many processes are on their way up at once: enough to keep the processors busy, few enough
   * that 200 interpreters that start with the daemon do not starve what serves already, nor miss
   * their ready timeouts by that.
   */
  static final int AT_ONCE = 16;

  /** A process that takes longer to get ready waits for something else, and makes room. */
  static final Duration COUNTS_FOR = Duration.ofSeconds(10);

  private static final Comparator<InstanceMachine> BY_PRIORITY =
      Comparator.<InstanceMachine>comparingInt(slot -> slot.spec().order().priority())
          .thenComparing(InstanceMachine::instance);

  private final Map<String, ProgramMachine> programs;
  private final Dependencies dependencies;
  private @Nullable Instant nextRoom;

  Admission(Map<String, ProgramMachine> programs, Dependencies dependencies) {
    this.programs = programs;
    this.dependencies = dependencies;
  }

  /** When somebody who waits gets room, if nothing else happens. */
  Optional<Instant> deadline() {
    return Optional.ofNullable(nextRoom);
  }

  /** Starts whoever may; those who wait say what for. Whether operations have news to look at. */
  boolean admit(Turn turn) {
    nextRoom = null;
    List<InstanceMachine> waiting =
        slots().stream().filter(InstanceMachine::isWaiting).sorted(BY_PRIORITY).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    List<Instant> starting = starting(turn.now());
    int room = AT_ONCE - starting.size();
    boolean news = false;
    for (InstanceMachine slot : waiting) {
      Verdict verdict = look(slot.instance().program(), turn);
      switch (verdict) {
        case Verdict.Go() -> {
          if (room > 0) {
            room--;
            slot.admit(turn);
          } else {
            slot.waits("waits until others have started", turn);
            nextRoom =
                starting.stream().min(Instant::compareTo).orElse(turn.now()).plus(COUNTS_FOR);
          }
        }
        case Verdict.Wait(var text) -> slot.waits(text, turn);
        case Verdict.Blocked(var text) -> news |= slot.blocked(text, turn);
        case Verdict.Pulled() -> news = true;
      }
    }
    return news;
  }

  private List<InstanceMachine> slots() {
    return programs.values().stream()
        .flatMap(program -> program.slots(OptionalInt.empty()).stream())
        .toList();
  }

  /** When those began that are on their way up, except the slow ones. */
  private List<Instant> starting(Instant now) {
    return slots().stream()
        .filter(slot -> slot.state() == State.STARTING && !slot.isWaiting())
        .flatMap(slot -> Optional.ofNullable(slot.processes().current()).stream())
        .map(Life::begun)
        .filter(begun -> begun.plus(COUNTS_FOR).isAfter(now))
        .toList();
  }

  private sealed interface Verdict {
    record Go() implements Verdict {}

    record Wait(String text) implements Verdict {}

    record Blocked(String text) implements Verdict {}

    /** What it requires was started just now. */
    record Pulled() implements Verdict {}
  }

  private Verdict look(String name, Turn turn) {
    ProgramMachine program = programs.get(name);
    if (program == null) {
      return new Verdict.Go();
    }
    Verdict verdict = new Verdict.Go();
    for (String required : program.spec().order().requires()) {
      if (required.equals(name) || dependencies.comesBefore(name, required)) {
        return new Verdict.Blocked("requires " + required + ", which itself comes after it");
      }
      ProgramMachine other = programs.get(required);
      if (other != null && other.wanted() == ProgramMachine.Wanted.NOT_STARTED) {
        other.ask(StartOperation.askedByNobody(), turn);
        return new Verdict.Pulled();
      }
      switch (dependencies.of(required)) {
        case Dependencies.Standing.Ready() -> {}
        case Dependencies.Standing.Coming() ->
            verdict = new Verdict.Wait("waits until " + required + " is ready");
        case Dependencies.Standing.Missing(var why) -> {
          return new Verdict.Blocked("waits for " + required + ", which " + why);
        }
      }
    }
    for (String earlier : program.spec().order().after()) {
      boolean circle = earlier.equals(name) || dependencies.comesBefore(name, earlier);
      if (verdict instanceof Verdict.Go && !circle && dependencies.isComing(earlier)) {
        verdict = new Verdict.Wait("waits until " + earlier + " has started");
      }
    }
    return verdict;
  }
}
