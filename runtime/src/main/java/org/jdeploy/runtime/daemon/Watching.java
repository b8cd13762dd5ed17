package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.control.Actor;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.ProgramView;
import org.jspecify.annotations.Nullable;

/**
 * Reloads programs when files change that they want watched, once nothing has changed for a while.
 * Reactor thread only.
 */
final class Watching {
  private static final Actor WATCH = Actor.part("watch");

  private final Reactor reactor;
  private final InstantSource clock;
  private final FileWatcher watcher;
  private final Automation automation;
  private final DaemonLog log;
  private final Map<String, Watched> watched = new HashMap<>();

  private static final class Watched {
    final Path base;
    final ProgramSpec.Watch watch;
    @Nullable ProgramWatch files;
    Optional<Reactor.Timer> pending = Optional.empty();

    Watched(Path base, ProgramSpec.Watch watch) {
      this.base = base;
      this.watch = watch;
    }

    void end() {
      if (files != null) {
        files.end();
      }
      pending.ifPresent(Reactor.Timer::cancel);
    }
  }

  Watching(
      Reactor reactor,
      InstantSource clock,
      FileWatcher watcher,
      Automation automation,
      DaemonLog log) {
    this.reactor = reactor;
    this.clock = clock;
    this.watcher = watcher;
    this.automation = automation;
    this.log = log;
  }

  void update(List<ProgramView> programs) {
    Set<String> there = new HashSet<>();
    for (ProgramView program : programs) {
      if (!program.spec().watch().paths().isEmpty()) {
        base(program.spec())
            .ifPresent(base -> {
              there.add(program.name());
              watch(program.name(), base, program.spec().watch());
            });
      }
    }
    for (String name : List.copyOf(watched.keySet())) {
      if (!there.contains(name)) {
        end(name);
      }
    }
  }

  /** A release's directory is another one after each deploy. */
  private static Optional<Path> base(ProgramSpec spec) {
    try {
      return Optional.of(spec.directory().toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void watch(String name, Path base, ProgramSpec.Watch watch) {
    @Nullable Watched known = watched.get(name);
    if (known != null && known.base.equals(base) && known.watch.equals(watch)) {
      return;
    }
    end(name);
    Watched now = new Watched(base, watch);
    watched.put(name, now);
    now.files =
        new ProgramWatch(
            name, base, new WatchedFiles(watch), watcher, () -> changed(name, now), log);
  }

  private void end(String name) {
    @Nullable Watched known = watched.remove(name);
    if (known != null) {
      known.end();
    }
  }

  private void changed(String name, Watched program) {
    program.pending.ifPresent(Reactor.Timer::cancel);
    program.pending =
        Optional.of(
            reactor.schedule(
                clock.instant().plus(program.watch.debounce()),
                () -> {
                  program.pending = Optional.empty();
                  automation.reload(name, WATCH);
                }));
  }
}
