package org.jdeploy.runtime.supervise;

import java.time.Duration;
import java.util.Optional;
import org.jdeploy.runtime.program.ProgramSpec;

/** With what a process is to be started, and how long it may take to be ready. */
record Launch(ProgramSpec spec, Duration readyWithin) {
  Launch(ProgramSpec spec) {
    this(spec, spec.ready().timeout());
  }

  Launch(ProgramSpec spec, Optional<Duration> timeout) {
    this(spec, timeout.orElse(spec.ready().timeout()));
  }
}
