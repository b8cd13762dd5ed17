package org.jdeploy.runtime.daemon;

import java.time.InstantSource;
import java.util.List;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.host.WallTimer;
import org.jdeploy.runtime.supervise.ProgramView;

/**
 * Has happen what programs' schedules say. Sleeps until then, and looks again when the machine's
 * clock was set. Reactor thread only.
 */
final class Clockwork {
  private static final Actor SCHEDULE = Actor.part("schedule");

  private final Automation automation;
  private final Schedules schedules = new Schedules(InstantSource.system());
  private final WallTimer timer = new WallTimer();

  Clockwork(Reactor reactor, Automation automation) {
    this.automation = automation;
    reactor.watch(timer.descriptor(), Interest.READ, this::look);
  }

  void update(List<ProgramView> programs) {
    schedules.update(programs);
    rewind();
  }

  private void look() {
    timer.clear();
    List<Schedules.Key> due = schedules.due();
    rewind();
    for (Schedules.Key key : due) {
      switch (key.verb()) {
        case START -> automation.start(key.program(), SCHEDULE);
        case RESTART -> automation.restart(key.program(), SCHEDULE);
        case RELOAD -> automation.reload(key.program(), SCHEDULE);
      }
    }
  }

  private void rewind() {
    schedules.next().ifPresentOrElse(timer::set, timer::clear);
  }
}
