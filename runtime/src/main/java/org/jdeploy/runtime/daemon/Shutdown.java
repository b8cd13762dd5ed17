package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.control.LineSink;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.StartOrder;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/** The end of the daemon, with its programs or without. */
final class Shutdown {
  private final Parts parts;
  private final Runnable end;
  private volatile boolean stoppedAll;

  /**
   * @param end makes the daemon end, soon; may be called more than once and from any thread
   */
  Shutdown(Parts parts, Runnable end) {
    this.parts = parts;
    this.end = end;
  }

  /** Programs were stopped, all of them. */
  boolean stoppedAll() {
    return stoppedAll;
  }

  /** Returns when nothing is left to be done but to end. */
  void run(boolean keepPrograms, Actor actor, LineSink lines)
      throws IOException, InterruptedException {
    try {
      if (keepPrograms) {
        keep(actor, lines);
      } else {
        stopAll(actor, lines);
      }
    } finally {
      end.run();
    }
  }

  private void keep(Actor actor, LineSink lines) throws IOException, InterruptedException {
    parts.log().info("shutting down, programs are kept; asked by " + actor);
    boolean some = !parts.reactor().ask(() -> parts.processes().all()).isEmpty();
    if (some) {
      lines.line(
          Map.of(
              "warning",
              "programs go on; what they print waits in pipes of 64 KiB until a jpmd runs again,"
                  + " and a program that has filled one waits, too"));
    }
    try (Conversation conversation = new Conversation(parts.journal(), parts.lastWords())) {
      conversation.run(lines);
    }
  }

  private void stopAll(Actor actor, LineSink lines) throws IOException, InterruptedException {
    parts.log().info("shutting down, programs are stopped; asked by " + actor);
    try (Conversation conversation = new Conversation(parts.journal(), parts.lastWords())) {
      parts
          .reactor()
          .ask(() -> {
            parts.catalog().freeze();
            List<ProgramSpec> specs =
                parts.supervision().programs().stream().map(ProgramView::spec).toList();
            for (ProgramSpec program : StartOrder.sorted(specs).reversed()) {
              String name = program.name();
              parts
                  .supervision()
                  .on(
                      parts
                          .operations()
                          .begin(
                              Operations.Asked.of("stop", name, actor),
                              id -> new Event.Stop(id, name, OptionalInt.empty()),
                              conversation.expect(name, name)));
            }
            return true;
          });
      stoppedAll = conversation.run(lines);
    }
  }

  /** For a daemon that is told by a signal: nobody reads. */
  static LineSink nobody() {
    return new LineSink() {
      @Override
      public void line(@Nullable Object object) {}

      @Override
      public void alive() {}
    };
  }
}
