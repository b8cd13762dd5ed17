package org.jdeploy.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdeploy.runtime.host.Reactor;
import org.jdeploy.runtime.program.ProgramSpec;
import org.jdeploy.runtime.program.ProgramSpec.Check;
import org.jdeploy.runtime.program.ProgramSpec.Ready;
import org.jdeploy.runtime.supervise.Event;
import org.jdeploy.runtime.supervise.Run;

/**
 * Judges when a process is ready, and from then on whether it stays well. Reactor thread only.
 *
 * <p>Ready is: what its file asks for, and every address its predecessor serves, and an answer to
 * its health question. How long that may take is the supervisor's business.
 */
final class ReadyGate {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

  /** How long an answer to {@code ready.http} or {@code ready.tcp} may take. */
  private static final Duration READY_ANSWER = Duration.ofSeconds(2);

  private final Reactor reactor;
  private final InstantSource clock;
  private final Supervision supervision;
  private final Health health;
  private final RunFiles runs;
  private final ReadyLines readyLines;
  private final Watchdog watchdog;
  private final Set<Run> asking = new HashSet<>();
  private final Map<Run, Reactor.Timer> next = new HashMap<>();

  ReadyGate(
      Reactor reactor,
      InstantSource clock,
      Supervision supervision,
      Health health,
      RunFiles runs,
      ReadyLines readyLines,
      Watchdog watchdog) {
    this.reactor = reactor;
    this.clock = clock;
    this.supervision = supervision;
    this.health = health;
    this.runs = runs;
    this.readyLines = readyLines;
    this.watchdog = watchdog;
  }

  /** A new process: what it declared and jpmd listens on for it, it serves from now on. */
  void spawned(LiveProcess process) {
    Duration delay = delay(process.spec);
    if (delay.isPositive()) {
      reactor.schedule(process.startedAt.plus(delay), () -> changed(process));
    }
    if (process.takenOver) {
      readyLines.takenOver(process);
    }
    process.waitsFor =
        switch (process.spec.ready().on()) {
          case NOTIFY -> "READY=1";
          case MESSAGE -> "its message";
          case LOG -> "a line like " + process.spec.ready().log().orElse("");
          case LISTENING, HTTP, TCP, DELAY, NONE -> "";
        };
    readyLines.search(process, () -> saidReady(process));
    changed(process);
  }

  /** It said that it is ready, in whatever way its file asks for. */
  void saidReady(LiveProcess process) {
    if (!process.saidReady) {
      process.saidReady = true;
      process.waitsFor = "";
      changed(process);
    }
  }

  /** How long it must have lived. */
  private static Duration delay(ProgramSpec spec) {
    return switch (spec.ready().on()) {
      case DELAY -> spec.ready().delay();
      case LISTENING -> spec.node() ? Duration.ZERO : spec.restart().startSeconds();
      case MESSAGE, NOTIFY, HTTP, TCP, LOG, NONE -> Duration.ZERO;
    };
  }

  /** Something was learnt about the process. */
  void changed(LiveProcess process) {
    runs.save(process);
    if (!process.ended && !process.ready && !process.draining && isComplete(process)) {
      askThenReady(process);
    }
  }

  private boolean isComplete(LiveProcess process) {
    ProgramSpec spec = process.spec;
    boolean old = !clock.instant().isBefore(process.startedAt.plus(delay(spec)));
    boolean served = !spec.node() || process.serves(process.predecessorServes);
    return old
        && switch (spec.ready().on()) {
          case NONE -> true;
          case DELAY, HTTP, TCP -> served;
          case MESSAGE, NOTIFY, LOG -> served && process.saidReady;
          case LISTENING -> served && (!spec.node() || listens(process));
        };
  }

  private static boolean listens(LiveProcess process) {
    return !process.listening.isEmpty()
        && process.spec.listen().stream()
            .filter(listen -> listen.path().isEmpty())
            .allMatch(listen -> listen.port() == 0 || process.servesPort(listen.port()));
  }

  private void askThenReady(LiveProcess process) {
    Optional<Question> question = question(process.spec);
    if (question.isEmpty()) {
      ready(process);
      return;
    }
    if (!asking.add(process.run)) {
      return;
    }
    health.ask(
        process,
        question.get().check(),
        question.get().timeout(),
        wrong -> {
          asking.remove(process.run);
          if (process.ended || process.draining || process.ready) {
            return;
          }
          if (wrong.isEmpty()) {
            ready(process);
          } else {
            process.waitsFor = Health.words(question.get().check()) + ": " + wrong.get();
            later(process, BETWEEN_QUESTIONS, () -> changed(process));
          }
        });
  }

  private record Question(Check check, Duration timeout) {}

  /** What it must answer before it is ready. */
  private static Optional<Question> question(ProgramSpec spec) {
    if (spec.ready().on() == Ready.On.NONE) {
      return Optional.empty();
    }
    return spec.ready()
        .check()
        .map(check -> new Question(check, READY_ANSWER))
        .or(() -> spec.health().map(health -> new Question(health.check(), health.timeout())));
  }

  private void ready(LiveProcess process) {
    Workers.accept(process);
    process.ready = true;
    runs.save(process);
    supervision.on(new Event.Ready(process.run));
    watch(process);
  }

  /** Asks it again and again, as its file says; it must say itself that it is alive, perhaps. */
  void watch(LiveProcess process) {
    watchdog.begin(process);
    process.spec.health().ifPresent(question -> watch(process, question, 0));
  }

  /** From now on it is judged by another specification that needs no other process. */
  void follow(LiveProcess process, ProgramSpec spec) {
    process.spec = spec;
    runs.save(process);
    if (process.ready && !process.draining) {
      stopWatching(process);
      watch(process);
    }
  }

  private void stopWatching(LiveProcess process) {
    Reactor.Timer timer = next.remove(process.run);
    if (timer != null) {
      timer.cancel();
    }
    watchdog.forget(process.run);
  }

  private void watch(LiveProcess process, ProgramSpec.Health question, int failed) {
    later(
        process,
        question.every(),
        () -> {
          if (process.draining || process.ended || process.stops) {
            return;
          }
          health.ask(
              process,
              question.check(),
              question.timeout(),
              wrong -> judge(process, question, wrong, failed));
        });
  }

  private void judge(
      LiveProcess process, ProgramSpec.Health question, Optional<String> wrong, int failed) {
    if (process.ended || process.draining || !process.spec.health().equals(Optional.of(question))) {
      return;
    }
    int failures = wrong.isPresent() ? failed + 1 : 0;
    if (wrong.isPresent() && failures >= question.failures()) {
      unhealthy(process, question, wrong.get());
      failures = 0;
    } else if (wrong.isEmpty() && process.unhealthy) {
      process.unhealthy = false;
      supervision.on(new Event.Healthy(process.run));
    }
    watch(process, question, failures);
  }

  /** What is only reported is reported once, until it is well again. */
  private void unhealthy(LiveProcess process, ProgramSpec.Health question, String wrong) {
    if (process.unhealthy && question.onFailure() == ProgramSpec.Health.OnFailure.REPORT) {
      return;
    }
    process.unhealthy = true;
    String times = question.failures() == 1 ? "" : ", " + question.failures() + " times";
    supervision.on(
        new Event.Unhealthy(process.run, Health.words(question.check()) + ": " + wrong + times));
  }

  private void later(LiveProcess process, Duration delay, Runnable task) {
    Reactor.Timer old = next.put(process.run, reactor.schedule(clock.instant().plus(delay), task));
    if (old != null) {
      old.cancel();
    }
  }

  /** The process has ended. */
  void forget(LiveProcess process) {
    stopWatching(process);
    asking.remove(process.run);
    health.forget(process.run);
    readyLines.forget(process.run);
  }
}
