package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a slot by their roles: the one that counts, its successor during a replacement,
 * and former ones that still end. Never more than two at once.
 */
final class Processes {
  private @Nullable Life current;
  private @Nullable Life successor;
  private final List<Life> former = new ArrayList<>();
  private @Nullable Run latest;

  @Nullable Life current() {
    return current;
  }

  @Nullable Life successor() {
    return successor;
  }

  List<Life> former() {
    return former;
  }

  /** The last process that counted, dead or alive. */
  Optional<Run> latest() {
    return Optional.ofNullable(latest);
  }

  boolean isEmpty() {
    return current == null && successor == null && former.isEmpty();
  }

  @Nullable Life find(Run run) {
    for (Life life : all()) {
      if (life.run().equals(run)) {
        return life;
      }
    }
    return null;
  }

  List<Life> due(Instant now) {
    return all().stream().filter(life -> life.isDue(now)).toList();
  }

  /** The first time one of them wants a look. */
  @Nullable Instant deadline() {
    Instant first = null;
    for (Life life : all()) {
      first = Deadlines.earlier(first, life.deadline().orElse(null));
    }
    return first;
  }

  private List<Life> all() {
    List<Life> all = new ArrayList<>(former.size() + 2);
    if (current != null) {
      all.add(current);
    }
    if (successor != null) {
      all.add(successor);
    }
    all.addAll(former);
    return all;
  }

  /** Whether a process may start now: beside one former process at most, if the two can overlap. */
  boolean hasRoomFor(ProgramSpec spec) {
    return switch (former.size()) {
      case 0 -> true;
      case 1 -> Replacement.overlaps(former.getFirst(), spec);
      default -> false;
    };
  }

  /** Whether the one that counts can get a successor beside it now. */
  boolean canBeSucceeded(ProgramSpec spec) {
    return current != null
        && successor == null
        && former.isEmpty()
        && Replacement.overlaps(current, spec);
  }

  void current(Life life) {
    current = life;
    latest = life.run();
  }

  void successor(Life life) {
    successor = life;
  }

  void addFormer(Life life) {
    former.add(life);
  }

  /** The successor counts now; returns the one that did. */
  @Nullable Life succeed() {
    Life old = current;
    if (successor != null) {
      current(successor);
      successor = null;
      if (old != null) {
        former.add(old);
      }
    }
    return old;
  }

  /** The successor is given up and counts as a former process; returns it. */
  @Nullable Life abandonSuccessor() {
    Life abandoned = successor;
    if (abandoned != null) {
      successor = null;
      former.add(abandoned);
    }
    return abandoned;
  }

  /** It is gone, whatever its role was. */
  void remove(Life life) {
    if (life == current) {
      current = null;
    } else if (life == successor) {
      successor = null;
    } else {
      former.remove(life);
    }
  }
}
