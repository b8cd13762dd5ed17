package org.jdeploy.deployer.config;

import java.time.Duration;

/**
 * Order and policy of publishing.
 *
 * @param canary so many servers go first, alone; 0 = none
 * @param batch so many servers at a time
 * @param pause between batches
 */
public record Rollout(
    int canary, Amount batch, Duration pause, OnFailure onFailure, OnUnreachable onUnreachable) {

  /** What happens to the servers already switched when one fails. */
  public enum OnFailure {
    /** All go back to what was live. */
    REVERT,
    /** The failed one goes back, the others keep the new release, no further one is switched. */
    STOP,
    /** Nothing goes back; the rest is switched all the same. */
    KEEP
  }

  /** What to do about servers that cannot be reached at the start. */
  public sealed interface OnUnreachable {
    /** One unreachable server ends the deploy. */
    record Abort() implements OnUnreachable {}

    /** Deploy to the others, as long as one is left. */
    record Skip() implements OnUnreachable {}

    /** Skip, when at most this share of the servers is unreachable. */
    record UpTo(int percent) implements OnUnreachable {}

    /** Whether a deploy goes on without {@code unreachable} of {@code total} servers. */
    default boolean goesOn(int unreachable, int total) {
      return unreachable == 0
          || switch (this) {
            case Abort() -> false;
            case Skip() -> unreachable < total;
            case UpTo(int percent) ->
                unreachable < total && (long) unreachable * 100 <= (long) percent * total;
          };
    }
  }
}
