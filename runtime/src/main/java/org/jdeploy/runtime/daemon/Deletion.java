package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Outcome;

/** Stops a program and removes what jpmd keeps for it, its logs excepted. Reactor thread only. */
final class Deletion {
  private Deletion() {}

  static void begin(Parts parts, String program, Consumer<Outcome> told) {
    Optional<Path> source = parts.catalog().source(program);
    parts
        .supervision()
        .on(
            parts
                .operations()
                .begin(
                    id -> new Event.Delete(id, program),
                    outcome -> {
                      if (outcome instanceof Outcome.Done) {
                        parts.output().forget(program);
                        source.ifPresent(file -> parts.programs().forget(program, file));
                      }
                      told.accept(outcome);
                    }));
  }
}
