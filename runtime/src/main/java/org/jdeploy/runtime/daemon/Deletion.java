package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.Optional;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.OperationId;
import org.jdeploy.runtime.supervise.Outcome;

/** Stops a program and removes what jpmd keeps for it, its logs excepted. Reactor thread only. */
final class Deletion {
  private Deletion() {}

  static void begin(Parts parts, String program, Actor actor, Operations.Asker told) {
    Optional<Path> source = parts.catalog().source(program);
    parts
        .supervision()
        .on(
            parts
                .operations()
                .begin(
                    Operations.Asked.of("delete", program, actor),
                    id -> new Event.Delete(id, program),
                    new Operations.Asker() {
                      @Override
                      public void begun(OperationId operation) {
                        told.begun(operation);
                      }

                      @Override
                      public void ended(Outcome outcome) {
                        if (outcome instanceof Outcome.Done) {
                          parts.output().forget(program);
                          source.ifPresent(file -> parts.programs().forget(program, file));
                        }
                        told.ended(outcome);
                      }
                    }));
  }
}
