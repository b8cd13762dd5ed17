package org.jdeploy.deployer.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdeploy.deployer.plan.Plan;
import org.jdeploy.deployer.plan.Step;
import org.jdeploy.deployer.plan.Words;

/** Runs the jobs that belong to the machine of the person who deploys. */
final class LocalJobs {
  private final Session session;

  LocalJobs(Session session) {
    this.session = session;
  }

  Outcome run(Step step) {
    session.events.say(new EngineEvent.StepStarted(Plan.LOCAL, step.id(), step.title()));
    long start = System.nanoTime();
    Outcome outcome = execute(step);
    session.events.say(
        new EngineEvent.StepEnded(
            Plan.LOCAL,
            step.id(),
            step.title(),
            Duration.ofNanos(System.nanoTime() - start),
            StepRunner.problem(outcome)));
    return outcome;
  }

  private Outcome execute(Step step) {
    List<String> lines = new ArrayList<>();
    try {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/sh", "-c", step.script())
              .directory(session.stage().baseDirectory().toFile())
              .redirectErrorStream(true);
      step.secrets()
          .forEach(name ->
              builder.environment().put(Words.variable(name), session.secrets.required(name)));
      Process process = builder.start();
      session.interruption.watch(process::destroy);
      process.getOutputStream().close();
      Thread reader = Thread.ofVirtual().start(() -> read(step, process, lines));
      boolean ended = process.waitFor(step.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Outcome.Failed(
            step.id(),
            -1,
            step.title() + ": not done after " + step.timeout().toSeconds() + " s, stopped",
            lines);
      }
      reader.join(Duration.ofSeconds(5));
      int code = process.exitValue();
      return code == 0
          ? new Outcome.Done(lines)
          : new Outcome.Failed(step.id(), code, step.title() + ": " + Exit.said(code), lines);
    } catch (IOException e) {
      return new Outcome.Failed(step.id(), -1, step.title() + ": " + e.getMessage(), lines);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed(step.id(), -1, step.title() + ": interrupted", lines);
    }
  }

  private void read(Step step, Process process, List<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String masked = session.secrets.mask(line);
        synchronized (lines) {
          lines.add(masked);
        }
        session.events.say(new EngineEvent.StepLine(Plan.LOCAL, step.id(), false, masked));
      }
    } catch (IOException _) {
      // its end is known from its exit code
    }
  }
}
