package org.jdeploy.runtime.supervise;

import java.time.Instant;
import java.util.List;

/**
 * What the restart policy remembers of an instance.
 *
 * @param failedStarts starts in a row that came to nothing
 * @param restarts restarts in a row without a long healthy life in between
 * @param recent when restarts were decided on, oldest first; only those a limit still looks at
 */
record Attempts(int failedStarts, int restarts, List<Instant> recent) {
  static final Attempts NONE = new Attempts(0, 0, List.of());

  Attempts {
    recent = List.copyOf(recent);
  }
}
