package org.jdeploy.runtime.daemon;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.LogTail;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.supervise.Run;

/**
 * Finds the line in a process's log by which it is ready. Log files are read only for processes
 * that wait for such a line, and on a helper thread. Reactor thread only, but for that.
 */
final class ReadyLines {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final Reactor reactor;
  private final InstantSource clock;
  private final Executor helpers;
  private final Map<Run, Search> searches = new HashMap<>();

  private static final class Search {
    private final Pattern pattern;
    private final List<LogTail> logs;
    private boolean found;
    private boolean over;

    Search(Pattern pattern, List<LogTail> logs) {
      this.pattern = pattern;
      this.logs = logs;
    }

    /** On a helper thread. What cannot be read now may be readable later. */
    synchronized boolean look() {
      try {
        for (LogTail log : over ? List.<LogTail>of() : logs) {
          log.poll(line -> found |= pattern.matcher(line).find());
        }
      } catch (UncheckedIOException e) {
        return found;
      }
      return found;
    }

    synchronized void end() {
      over = true;
      logs.forEach(LogTail::close);
    }
  }

  ReadyLines(Reactor reactor, InstantSource clock, Executor helpers) {
    this.reactor = reactor;
    this.clock = clock;
    this.helpers = helpers;
  }

  /** A process is about to start: what comes from now on is its own. */
  void starts(Run run, ProgramSpec spec, Output.Files files) {
    spec.ready()
        .log()
        .ifPresent(regex -> {
          List<LogTail> logs = new ArrayList<>();
          files.distinct().forEach(file -> logs.add(new LogTail(file, 0)));
          searches.put(run, new Search(Pattern.compile(regex), logs));
        });
  }

  /**
   * Looks until it is found.
   *
   * @param found run on the reactor's thread, once
   */
  void search(LiveProcess process, Runnable found) {
    Search search = searches.get(process.run);
    if (search != null && !process.ended) {
      helpers.execute(() -> {
        boolean there = search.look();
        reactor.post(() -> looked(process, there, found));
      });
    }
  }

  private void looked(LiveProcess process, boolean there, Runnable found) {
    if (!searches.containsKey(process.run)) {
      return;
    }
    if (there) {
      forget(process.run);
      found.run();
    } else {
      reactor.schedule(clock.instant().plus(BETWEEN_LOOKS), () -> search(process, found));
    }
  }

  /** It is found, or will never be. */
  void forget(Run run) {
    Search search = searches.remove(run);
    if (search != null) {
      helpers.execute(search::end);
    }
  }
}
