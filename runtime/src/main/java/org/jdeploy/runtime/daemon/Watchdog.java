package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.json.DurationText;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Run;

/**
 * Notices when a ready process does not say in time that it is alive ({@code WATCHDOG=1} of
 * sd_notify(3)). Reactor thread only.
 */
final class Watchdog {
  private final Reactor reactor;
  private final InstantSource clock;
  private final Supervision supervision;
  private final Map<Run, Watched> watched = new HashMap<>();

  private record Watched(Duration every, Instant heard, Reactor.Timer timer) {}

  Watchdog(Reactor reactor, InstantSource clock, Supervision supervision) {
    this.reactor = reactor;
    this.clock = clock;
    this.supervision = supervision;
  }

  /** It is ready: from now on it must say something, if its file asks for it. */
  void begin(LiveProcess process) {
    process.spec.watchdog().ifPresent(every -> watch(process, process.watchdogEvery.orElse(every)));
  }

  /** It said that it is alive. */
  void heard(LiveProcess process) {
    Watched now = watched.get(process.run);
    if (now != null) {
      watched.put(process.run, new Watched(now.every(), clock.instant(), now.timer()));
    }
  }

  /** It wants to say so this often from now on. */
  void every(LiveProcess process, Duration every) {
    process.watchdogEvery = Optional.of(every);
    if (watched.containsKey(process.run)) {
      watch(process, every);
    }
  }

  private void watch(LiveProcess process, Duration every) {
    forget(process.run);
    Instant now = clock.instant();
    watched.put(process.run, new Watched(every, now, timer(process, now.plus(every))));
  }

  private Reactor.Timer timer(LiveProcess process, Instant when) {
    return reactor.schedule(when, () -> look(process));
  }

  private void look(LiveProcess process) {
    Watched now = watched.get(process.run);
    if (now == null || process.ended || process.draining || process.stops) {
      return;
    }
    process.notifications.run(); // what it said may be waiting still
    now = watched.get(process.run);
    if (now == null) {
      return;
    }
    Instant due = now.heard().plus(now.every());
    if (due.isAfter(clock.instant())) {
      watched.put(process.run, new Watched(now.every(), now.heard(), timer(process, due)));
      return;
    }
    forget(process.run);
    missed(process, "said no WATCHDOG=1 for " + DurationText.print(now.every()));
    if (!process.ended) {
      watch(process, now.every());
    }
  }

  /** It asked for it itself. */
  void trigger(LiveProcess process) {
    missed(process, "it said WATCHDOG=trigger");
  }

  private void missed(LiveProcess process, String reason) {
    supervision.on(new Event.WatchdogMissed(process.run, reason));
  }

  /** It has ended. */
  void forget(Run run) {
    Watched old = watched.remove(run);
    if (old != null) {
      old.timer().cancel();
    }
  }
}
