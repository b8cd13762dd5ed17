package org.jdeploy.runtime.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Under which conditions a process runs: what is empty is as it is for us.
 *
 * @param user only for root
 * @param umask from 0 to 0777
 * @param nice from -20 to 19
 * @param oomScoreAdj from -1000 to 1000; when empty ours, but never below 0: what protects us is
 *     not inherited
 * @param limits set before its first instruction
 * @param cgroup a directory of cgroup v2 it is put into: before its first instruction when it has
 *     limits, else within its first millisecond, so that what it starts at once may stay outside
 */
public record Conditions(
    Optional<User> user,
    OptionalInt umask,
    OptionalInt nice,
    OptionalInt oomScoreAdj,
    List<ResourceLimit> limits,
    Optional<Path> cgroup) {

  /** As we run ourselves. */
  public static final Conditions OURS =
      new Conditions(
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(),
          Optional.empty());

  public Conditions {
    limits = List.copyOf(limits);
  }

  /** Something of us must be changed, on a thread of its own, for a process to get it. */
  boolean needsThread() {
    return user.isPresent() || umask.isPresent() || nice.isPresent();
  }

  /** Something must be done to the process before its first instruction. */
  boolean needsGate() {
    return !limits.isEmpty();
  }
}
