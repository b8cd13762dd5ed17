package org.jdeploy.deployer.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.ssh.OutputListener;
import org.jdeploy.deployer.ssh.OutputListener.StreamKind;
import org.jdeploy.deployer.ssh.Payload;
import org.jdeploy.deployer.ssh.RemoteShell;
import org.jdeploy.deployer.ssh.StepResult;

/** Runs one step on one server and tells its story. */
final class StepRunner {
  private static final int LAST_LINES = 40;
  private static final int MOST_LINES = 200_000;

  private final Events events;
  private final SecretValues secrets;
  private final Payloads payloads;

  StepRunner(Events events, SecretValues secrets, Payloads payloads) {
    this.events = events;
    this.secrets = secrets;
    this.payloads = payloads;
  }

  /** Runs a step; its lines are told as they come. */
  Outcome run(Host host, Step step) {
    events.say(new EngineEvent.StepStarted(host.name(), step.id(), step.title()));
    long start = System.nanoTime();
    Lines lines = new Lines(host, step, true);
    Outcome outcome = checked(step, lines, execute(host, step, lines));
    events.say(
        new EngineEvent.StepEnded(
            host.name(),
            step.id(),
            step.title(),
            Duration.ofNanos(System.nanoTime() - start),
            problem(outcome)));
    return outcome;
  }

  /** Runs a step without telling. */
  Outcome quietly(Host host, Step step) {
    Lines lines = new Lines(host, step, false);
    return outcome(step, lines, execute(host, step, lines));
  }

  private StepResult execute(Host host, Step step, Lines lines) {
    host.oneStep.lock();
    try {
      RemoteShell shell = host.shell();
      return switch (step.place()) {
        case SERVER -> {
          Payload payload = payloads.of(step.payload());
          yield shell.run(step.id(), step.script(), payload, step.timeout(), lines);
        }
        case CHANNEL -> shell.runInChannel(step.id(), step.script(), step.timeout(), lines);
        case LOCAL -> throw new IllegalArgumentException("not for a server: " + step.id());
      };
    } finally {
      host.oneStep.unlock();
    }
  }

  private Outcome checked(Step step, Lines lines, StepResult result) {
    Outcome outcome = outcome(step, lines, result);
    if (outcome instanceof Outcome.Done && step.check().isPresent()) {
      Optional<String> wrong = ProgramStatus.runsElsewhere(lines.out, step.check().get());
      if (wrong.isPresent()) {
        return new Outcome.Failed(step.id(), 1, wrong.get(), lines.last());
      }
    }
    return outcome;
  }

  private static Outcome outcome(Step step, Lines lines, StepResult result) {
    return switch (result) {
      case StepResult.Exited(int code, Duration _) when code == 0 -> new Outcome.Done(lines.out);
      case StepResult.Exited(int code, Duration _) ->
          new Outcome.Failed(step.id(), code, step.title() + ": " + Exit.said(code), lines.last());
      case StepResult.TimedOut(Duration after) ->
          new Outcome.Failed(
              step.id(),
              -1,
              step.title() + ": not done after " + after.toSeconds() + " s, stopped",
              lines.last());
      case StepResult.Lost(String reason) -> new Outcome.Lost(step.id(), reason);
    };
  }

  static Optional<String> problem(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> Optional.empty();
      case Outcome.Failed failed -> Optional.of(failed.message());
      case Outcome.Lost lost -> Optional.of("connection lost: " + lost.reason());
      case Outcome.Skipped _ -> Optional.of("not begun");
    };
  }

  /** What a step prints: told, kept, masked. */
  private final class Lines implements OutputListener {
    private final Host host;
    private final Step step;
    private final boolean told;
    private final Deque<String> last = new ArrayDeque<>();
    final List<String> out = new ArrayList<>();

    Lines(Host host, Step step, boolean told) {
      this.host = host;
      this.step = step;
      this.told = told && step.check().isEmpty();
    }

    @Override
    public void line(StreamKind stream, String line) {
      String masked = secrets.mask(line);
      if (stream == StreamKind.OUT && out.size() < MOST_LINES) {
        out.add(masked);
      }
      last.addLast(masked);
      if (last.size() > LAST_LINES) {
        last.removeFirst();
      }
      if (told) {
        events.say(
            new EngineEvent.StepLine(host.name(), step.id(), stream == StreamKind.ERR, masked));
      }
    }

    List<String> last() {
      return List.copyOf(last);
    }
  }
}
