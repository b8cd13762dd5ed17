package org.jdeploy.runtime.daemon;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.log.LogLine;
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
  private final Output output;
  private final Executor helpers;
  private final Map<Run, Search> searches = new HashMap<>();

  private static final class Search {
    private final Pattern pattern;
    private final List<LogTail> logs;
    private final long from;
    private boolean found;
    private boolean over;

    /**
     * @param from older lines are another's: milliseconds since 1970
     */
    Search(Pattern pattern, List<LogTail> logs, long from) {
      this.pattern = pattern;
      this.logs = logs;
      this.from = from;
    }

    /** On a helper thread. What cannot be read now may be readable later. */
    synchronized boolean look() {
      try {
        for (LogTail log : over ? List.<LogTail>of() : logs) {
          for (LogLine line = log.next(); line != null && !found; line = log.next()) {
            found = line.time() >= from && pattern.matcher(line.text()).find();
          }
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

  ReadyLines(Reactor reactor, InstantSource clock, Output output, Executor helpers) {
    this.reactor = reactor;
    this.clock = clock;
    this.output = output;
    this.helpers = helpers;
  }

  /** A process is about to start: what comes from now on is its own. */
  void starts(Run run, ProgramSpec spec, Output.Files files) {
    spec.ready()
        .log()
        .ifPresent(regex -> {
          List<LogTail> logs = new ArrayList<>();
          files.distinct().forEach(file -> logs.add(new LogTail(file, 0)));
          searches.put(run, new Search(Pattern.compile(regex), logs, 0));
        });
  }

  /** A former jpmd started the process: what came since then is its own. */
  void takenOver(LiveProcess process) {
    Optional<String> regex = process.spec.ready().log();
    if (regex.isEmpty() || process.saidReady) {
      return;
    }
    long age = Duration.between(process.startedAt, clock.instant()).toMillis();
    long from = System.currentTimeMillis() - age;
    List<LogTail> logs = new ArrayList<>();
    output
        .files(process.run.instance(), process.several, process.spec.logs())
        .distinct()
        .forEach(file -> logs.add(LogTail.since(file, from)));
    searches.put(process.run, new Search(Pattern.compile(regex.get()), logs, from));
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
